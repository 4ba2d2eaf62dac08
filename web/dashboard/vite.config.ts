import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vite'

// What was built says of which sources, so that a test can tell when it is old.
// Types leave nothing behind in what is built.
const hash = createHash('sha256')
const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((f) => f.isFile() && !/\.(test|gen)\.tsx?$/.test(f.name))
  .map((f) => `${f.parentPath}/${f.name}`.replaceAll('\\', '/'))
for (const name of [...sources, 'index.html'].sort()) hash.update(readFileSync(name))
const stamp = hash.digest('hex')

export default defineConfig({
  esbuild: { jsx: 'automatic' },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // Nothing is written into the page itself: its policy forbids data: for all but pictures.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      // "use client" means nothing here, and every file of the component library has it.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
    },
  },
  plugins: [{ name: 'stamp', transformIndexHtml: (html) => html.replace('%SOURCES%', stamp) }],
  server: { proxy: { '/v1': 'http://127.0.0.1:8080' } },
})
