import type { Column } from '../parts/table/DataTable'
import { reports as words } from '../strings/reports'
import { count, duration, share } from './figures'
import type { Count, Numbers, Row, Times } from './types'

/** Whose row it is; what is gone has no name. */
export const named = (label: string): Column<Row> => ({
  id: 'name',
  label,
  cell: (r) => (r.name ? <bdi dir="auto">{r.name}</bdi> : <span className="muted">{words.gone}</span>),
  text: (r) => r.name || r.id,
})

/** A count, and what it was before where that is compared. */
export function counts(compared: boolean, ...of: [Count, string][]): Column<Row>[] {
  return of.flatMap(([id, label]) => [
    { id, label, align: 'end' as const, width: 110, cell: (r: Row) => count(r.numbers[id]), text: (r: Row) => String(r.numbers[id]) },
    ...(compared ? [{ id: `${id}-before`, label: words.before(label), align: 'end' as const, width: 140, cell: (r: Row) => <span className="muted">{count(r.previous?.[id] ?? 0)}</span>, text: (r: Row) => String(r.previous?.[id] ?? 0) }] : []),
  ])
}

/** How long something took: the median, and what nine of ten were within. */
export function times(compared: boolean, of: (n: Numbers) => Times, id: string, median: string, p90: string): Column<Row>[] {
  const column = (id: string, label: string, value: (r: Row) => number | null | undefined, chosen = true): Column<Row> => ({
    id,
    label,
    align: 'end',
    width: 140,
    chosen,
    cell: (r) => duration(value(r)),
    text: (r) => value(r)?.toFixed(1) ?? '',
  })
  return [
    column(id, median, (r) => of(r.numbers).median),
    ...(compared ? [column(`${id}-before`, words.before(median), (r) => r.previous && of(r.previous).median)] : []),
    column(`${id}-p90`, p90, (r) => of(r.numbers).p90, false),
  ]
}

/** A part of something. */
export const part = (id: string, label: string, of: (r: Row) => [number, number]): Column<Row> => ({
  id,
  label,
  align: 'end',
  width: 130,
  cell: (r) => share(...of(r)),
  text: (r) => {
    const [n, all] = of(r)
    return all > 0 ? (n / all).toFixed(4) : ''
  },
})
