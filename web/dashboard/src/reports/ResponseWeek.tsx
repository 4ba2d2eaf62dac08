import type { Column } from '../parts/table/DataTable'
import { reports as words } from '../strings/reports'
import { count, duration } from './figures'
import { Figure } from './Figure'
import { HeatMap, hourOf } from './HeatMap'
import { hourColumns } from './hourColumns'
import type { AnsweredHour } from './types'

const columns: Column<AnsweredHour>[] = [
  ...hourColumns,
  { id: 'count', label: words.responses, align: 'end', cell: (h) => count(h.first_response.count), text: (h) => String(h.first_response.count) },
  { id: 'median', label: words.series.median, align: 'end', cell: (h) => duration(h.first_response.median), text: (h) => seconds(h.first_response.median) },
  { id: 'p90', label: words.series.p90, align: 'end', cell: (h) => duration(h.first_response.p90), text: (h) => seconds(h.first_response.p90) },
]

/** How long those had waited whom an agent answered first, by the hour of the week of the answer. */
export function ResponseWeek({ items, zone }: { items: AnsweredHour[]; zone: string }) {
  const title = words.hours.first_response
  const slowest = items.reduce((a, b) => (median(b) > median(a) ? b : a))
  return (
    <Figure name="report-hours-response" title={title} unit={`${words.per['hour']}, ${zone}`} columns={columns} rows={items} rowKey={(h) => `${h.weekday} ${h.hour}`}>
      {slowest.first_response.count > 0 && <p className="muted">{words.slowest(words.weekdays[slowest.weekday - 1] ?? '', hourOf(slowest.hour), duration(median(slowest)))}</p>}
      <HeatMap label={title} items={items} value={median} show={(s) => (s > 0 ? duration(s) : words.none)} ends={[words.quicker, words.slower]} />
    </Figure>
  )
}

const median = (h: AnsweredHour) => h.first_response.median ?? 0
const seconds = (s: number | null) => (s === null ? '' : s.toFixed(1))
