import { expect, test } from 'vitest'

const words = import.meta.glob<Record<string, unknown>>(['./*.ts', '!./*.test.ts'], { eager: true })
const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.ts', '!../**/*.gen.ts'], {
  eager: true, query: '?raw', import: 'default',
})

/** The names that a text has for a record. */
const namesIn = (name: string, text: string) => [
  name, ...[...text.matchAll(new RegExp(String.raw`\b${name} as (\w+)|\b(\w+) = [\w.]*\b${name}\b(?![.\w])`, 'g'))].flatMap((m) => m[1] ?? m[2] ?? []),
]

/** Whether a text hands a record on whole, or takes words out of it by names that only show when it runs. */
const isOpen = (record: string, text: string) =>
  namesIn(record, text).some((name) => new RegExp(String.raw`\b${name}\)?!?(\?\.)?\[(?!')|\w=\{[\w.]*\b${name}\}|\b(keys|entries|values)\([\w.]*\b${name}\)|\.\.\.[\w.]*\b${name}\b`).test(text))

/** The words of a record that no text says, by their paths. */
const unsaid = (path: string[], record: object, texts: string[]): string[] => {
  if (texts.some((text) => isOpen(path.at(-1) ?? '', text))) return []
  return Object.entries(record).flatMap(([name, word]) => {
    const said = new RegExp(String.raw`\.${name}\b|\['${name}'\]`)
    if (!texts.some((text) => said.test(text))) return [[...path, name].join('.')]
    return word && typeof word === 'object' && !Array.isArray(word) ? unsaid([...path, name], word, texts) : []
  })
}

test('every word is said somewhere', () => {
  const left = Object.entries(words).flatMap(([file, exported]) =>
    Object.entries(exported).flatMap(([name, record]) => {
      const mentions = new RegExp(String.raw`\b${name}\b`)
      const users = Object.entries(sources).filter(([path, text]) => path !== file && mentions.test(text)).map(([, text]) => text)
      if (users.length === 0) return [name]
      return record && typeof record === 'object' ? unsaid([name], record, [sources[file] ?? '', ...users]) : []
    }),
  )
  expect(left).toEqual([])
})
