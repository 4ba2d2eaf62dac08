import type { Person } from '../api/types'

const asks = /(^|\s)@([^\s@]*)$/

/** What stands after an @ before the caret; null where nobody is being named. */
export function mentionAsked(text: string, caret: number): string | null {
  return asks.exec(text.slice(0, caret))?.[2] ?? null
}

/** The text with somebody's name in place of what was typed of it, and where the caret goes. */
export function named(text: string, caret: number, who: Person): { text: string; caret: number } {
  const before = text.slice(0, caret).replace(asks, (_, space: string) => `${space}@${who.name} `)
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length }
}

/** Those who are named in a text. */
export function mentioned(text: string, people: Person[]): Person[] {
  const ids = new Set(parts(text, people).map((part) => part.who?.id))
  return people.filter((p) => ids.has(p.id))
}

/** A text, cut where people are named: with the longest name that fits. */
export function parts(text: string, people: Person[]): { text: string; who?: Person }[] {
  const byLength = [...people].filter((p) => p.name).sort((a, b) => b.name.length - a.name.length)
  const cut: { text: string; who?: Person }[] = []
  let plain = ''
  for (let at = 0; at < text.length; ) {
    const begins = text[at] === '@' && !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')
    const who = begins ? byLength.find((p) => text.startsWith(p.name, at + 1) && !/^[\p{L}\p{N}]/u.test(text.slice(at + 1 + p.name.length))) : undefined
    if (!who) {
      plain += text[at++] as string
      continue
    }
    if (plain) cut.push({ text: plain })
    plain = ''
    cut.push({ text: `@${who.name}`, who })
    at += 1 + who.name.length
  }
  return plain ? [...cut, { text: plain }] : cut
}
