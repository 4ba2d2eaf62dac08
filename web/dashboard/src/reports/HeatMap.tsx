import { reports as words } from '../strings/reports'
import { count } from './figures'
import type { HourOfWeek } from './types'

interface Props<T extends HourOfWeek> {
  label: string
  items: T[]
  value: (hour: T) => number
  /** A value in words; counts if not given. */
  show?: (value: number) => string
  /** What little and much of it is called. */
  ends?: readonly [string, string]
}

const steps = 5

/** The week as a grid: the more happened in an hour, the darker it is. It is a table, so each number can be heard. */
export function HeatMap<T extends HourOfWeek>({ label, items, value, show = count, ends = [words.fewer, words.more] }: Props<T>) {
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
                <td key={h.hour} data-level={level(value(h))} title={`${weekday} ${hourOf(h.hour)}: ${show(value(h))}`}>
                  <span className="sr">{show(value(h))}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="heat-key muted" aria-hidden="true">
        {ends[0]}
        {Array.from({ length: steps + 1 }, (_, i) => (
          <span key={i} data-level={i} />
        ))}
        {ends[1]} {most > 0 && `(${show(most)})`}
      </p>
    </div>
  )
}

/** An hour as clocks show it. */
export const hourOf = (hour: number) => `${String(hour).padStart(2, '0')}:00`
