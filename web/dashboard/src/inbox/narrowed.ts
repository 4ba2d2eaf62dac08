import type { Conversation } from '../api/types'
import type { Pages, Which } from './conversations'

/** What a list that is there has of a search in it, undefined for nothing: shown until the search is answered. */
export function narrowed(old: Pages | undefined, was: Which | undefined, which: Which): Pages | undefined {
  if (!old || !was || !which.q || !sameBut(was, which)) return undefined
  const wording = folded(which.q)
  const says = (c: Conversation) => folded(c.last_message?.text ?? '').includes(wording)
  const named = (c: Conversation) => which.scope !== 'messages' && folded(c.contact.name).includes(wording)
  const items = old.pages.flatMap((p) => p.items).filter((c) => says(c) || named(c))
  return items.length > 0 ? { pages: [{ items, next_cursor: null }], pageParams: [''] } : undefined
}

/** Whether two lists differ in what is searched for at most. */
function sameBut(a: Which, b: Which): boolean {
  return (Object.keys(b) as (keyof Which)[]).every((name) => name === 'q' || a[name] === b[name])
}

/** A text as searches compare it: without case and accents. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase()
}
