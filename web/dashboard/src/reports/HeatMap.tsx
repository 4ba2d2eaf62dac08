import { reports as words } from '../strings/reports'
import { count } from './figures'
import type { HourOfWeek } from './types'

interface Props {
  label: string
  items: HourOfWeek[]
  value: (hour: HourOfWeek) => number
}

const steps = 5

/** The week as a grid: the more happened in an hour, the darker it is. It is a table, so each number can be heard. */
export function HeatMap({ label, items, value }: Props) {
  const most = Math.max(0, ...items.map(value))
  const level = (n: number) => (n === 0 || most === 0 ? 0 : Math.ceil((steps * n) / most))
  return (
    <div className="heat-box" data-sideways tabIndex={0} role="group" aria-label={label}>
      <table className="heat" aria-label={label}>
        <thead>
          <tr>
            <td />
            {Array.from({ length: 24 }, (_, hour) => (
              <th key={hour} scope="col">
                <span className="sr">{hourOf(hour)}</span>
                {hour % 3 === 0 && <span aria-hidden="true">{hour}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {words.weekdays.map((weekday, day) => (
            <tr key={weekday}>
              <th scope="row">{weekday.slice(0, 3)}</th>
              {items.slice(day * 24, day * 24 + 24).map((h) => (
                <td key={h.hour} data-level={level(value(h))} title={`${weekday} ${hourOf(h.hour)}: ${count(value(h))}`}>
                  <span className="sr">{count(value(h))}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="heat-key muted" aria-hidden="true">
        {words.fewer}
        {Array.from({ length: steps + 1 }, (_, i) => (
          <span key={i} data-level={i} />
        ))}
        {words.more} {most > 0 && `(${count(most)})`}
      </p>
    </div>
  )
}

/** An hour as clocks show it. */
export const hourOf = (hour: number) => `${String(hour).padStart(2, '0')}:00`
