import type { Step } from '../autoresponders/chain'
import type { QuickReply } from './types'

/** What keeps a quick reply from answering, or comes before it. */
export type Hindrance = { kind: 'off' | 'faqs' | 'filler' } | { kind: 'behind'; name: string }

/**
 * Why an active quick reply may not be what a customer gets although it is on: the chain leaves quick replies out or
 * asks others first, and of several that are on the first goes first.
 */
export function hindrances(q: QuickReply, chain: Step[], all: QuickReply[]): Hindrance[] {
  const at = chain.indexOf('quick_reply')
  if (at < 0) return [{ kind: 'off' }]
  const found: Hindrance[] = chain.slice(0, at).map((step) => ({ kind: step === 'filler' ? 'filler' : 'faqs' }))
  const first = all.find((other) => other.status === 'active' && other.state.on)
  if (first && first.id !== q.id && all.indexOf(first) < all.findIndex((other) => other.id === q.id)) found.push({ kind: 'behind', name: first.name })
  return found
}
