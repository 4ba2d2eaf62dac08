import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vite'

// What was built says of which sources, so that a test can tell when it is old.
const hash = createHash('sha256')
for (const name of readdirSync('src').filter((n) => !n.endsWith('.test.ts')).sort()) hash.update(readFileSync('src/' + name))
const banner = `/*! Parley chat widget, sources ${hash.digest('hex')} */`

export default defineConfig({
  build: {
    lib: { entry: 'src/main.ts', name: 'ParleyWidget', formats: ['iife'], fileName: () => 'widget.js' },
    target: 'es2021',
    outDir: 'dist',
    emptyOutDir: true,
    reportCompressedSize: true,
  },
  plugins: [
    {
      name: 'banner',
      enforce: 'post',
      // The minifier would drop it from the source.
      generateBundle(_, bundle) {
        for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.code = banner + '\n' + chunk.code
      },
    },
  ],
})
