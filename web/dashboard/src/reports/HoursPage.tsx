import type { Column } from '../parts/table/DataTable'
import { reports as words } from '../strings/reports'
import { useAddress } from '../url'
import { filtersOf } from './address'
import { count } from './figures'
import { Figure } from './Figure'
import { Filters } from './Filters'
import { HeatMap, hourOf } from './HeatMap'
import { hourColumns } from './hourColumns'
import { ResponseWeek } from './ResponseWeek'
import { useHours } from './queries'
import { Report } from './Report'
import type { AnsweredHour, HourOfWeek } from './types'

/** When people write: for who makes the rota. */
export function HoursPage() {
  const filters = filtersOf(useAddress().searchParams)
  return (
    <Report title={words.title.hours} filters={<Filters report="hours" filters={filters} />} query={useHours(filters)}>
      {(h) => (
        <div className="figures one">
          <Week name="report-hours-messages" items={h.items} measure="messages_in" zone={h.range.zone} />
          <Week name="report-hours-tickets" items={h.items} measure="tickets_opened" zone={h.range.zone} />
          {answered(h.items) ? <ResponseWeek items={h.items} zone={h.range.zone} /> : <p className="muted">{words.responsesLong}</p>}
        </div>
      )}
    </Report>
  )
}

/** Whether the hours say how long people waited: those of a long time do not. */
const answered = (items: HourOfWeek[]): items is AnsweredHour[] => items.every((h) => h.first_response !== null)

function Week({ name, items, measure, zone }: { name: string; items: HourOfWeek[]; measure: 'messages_in' | 'tickets_opened'; zone: string }) {
  const title = words.hours[measure]
  const most = items.reduce((a, b) => (b[measure] > a[measure] ? b : a))
  const columns: Column<HourOfWeek>[] = [
    ...hourColumns,
    { id: 'count', label: title, align: 'end', cell: (h) => count(h[measure]), text: (h) => String(h[measure]) },
  ]
  return (
    <Figure name={name} title={title} unit={`${words.per['hour']}, ${zone}`} columns={columns} rows={items} rowKey={(h) => `${h.weekday} ${h.hour}`}>
      {most[measure] > 0 && <p className="muted">{words.busiest(words.weekdays[most.weekday - 1] ?? '', hourOf(most.hour), count(most[measure]))}</p>}
      <HeatMap label={title} items={items} value={(h) => h[measure]} />
    </Figure>
  )
}
