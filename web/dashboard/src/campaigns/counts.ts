import type { Campaign } from '../api/types'

/** How many messages of a campaign are in each state. */
export type Counts = NonNullable<Campaign['counts']>

/** The stages that messages pass, each with how many came this far or further. */
export function stagesOf(c: Counts) {
  const delivered = c.delivered + c.read
  return [
    { id: 'sent' as const, count: c.sent + delivered },
    { id: 'delivered' as const, count: delivered },
    { id: 'read' as const, count: c.read },
    { id: 'replied' as const, count: c.replied },
    { id: 'resolved' as const, count: c.resolved },
  ]
}
