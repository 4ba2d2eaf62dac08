import type { Campaign, RecipientReport } from '../api/types'

/** The columns that a file of recipients has. */
export const columnsOf = (c: Campaign): string[] => ['to', ...new Set(['name', ...c.parameters])]

/** A file with its columns and one row that shows what goes where. */
export function sampleOf(c: Campaign, channel: string): string {
  const columns = columnsOf(c)
  const row = columns.map((name) => (name === 'to' ? (channel === 'whatsapp' ? '+49 170 1234567' : 'customer-1') : name === 'name' ? 'Asha Rao' : name))
  return `${columns.join(',')}\n${row.join(',')}\n`
}

/** How many rows there were of each verdict, the good ones first; verdicts without rows are left out. */
export function tally(r: RecipientReport): { verdict: string; count: number }[] {
  const all = [
    { verdict: 'accepted', count: r.accepted },
    { verdict: 'duplicate', count: r.duplicates },
    { verdict: 'opted_out', count: r.opted_out },
    { verdict: 'blocked', count: r.blocked },
    { verdict: 'invalid', count: r.rejected },
  ]
  return all.filter((t) => t.count > 0 || t.verdict === 'accepted')
}
