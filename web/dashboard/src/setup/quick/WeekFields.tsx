import { quick as words } from '../../strings/quick'
import type { Calendar } from './types'
import { days, outside, type Day, type Interval } from './week'
import { WeekGrid } from './WeekGrid'
import { WeekTimes } from './WeekTimes'

interface Props {
  intervals: Interval[]
  reads: boolean
  /** Whose closed hours can be taken over. */
  calendars?: Calendar[]
  /** It is about when a business is open, not about when it is closed. */
  open?: boolean
  error?: string | undefined
  onChange: (intervals: Interval[]) => void
}

const weekdays: readonly Day[] = days.slice(0, 5)
const nights: Interval[] = days.map((day) => ({ day, from: '18:00', to: '09:00' }))
const weekends: Interval[] = days.slice(5).map((day) => ({ day, from: '00:00', to: '24:00' }))
const business: Interval[] = weekdays.map((day) => ({ day, from: '09:00', to: '17:00' }))

/** The hours of a week: to paint, to fill in at once, and to the minute. */
export function WeekFields({ intervals, reads, calendars = [], open, error, onChange }: Props) {
  const fills: [string, Interval[]][] = open
    ? [[words.business, business], [words.clear, []]]
    : [[words.nights, nights], [words.weekends, weekends], ...calendars.map((c): [string, Interval[]] => [words.closedHours(c.name), outside(c.open)]), [words.clear, []]]
  return (
    <div className="week-fields">
      <h2>{words.week}</h2>
      {!reads && <p className="muted">{words.weekHint}</p>}
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      {!reads && (
        <p className="week-fills">
          <span className="muted">{words.presets}</span>
          {fills.map(([label, week]) => (
            <button key={label} type="button" className="link" dir="auto" onClick={() => onChange(week)}>
              {label}
            </button>
          ))}
        </p>
      )}
      <WeekGrid label={words.week} intervals={intervals} reads={reads} onChange={onChange} />
      <WeekTimes intervals={intervals} reads={reads} onChange={onChange} />
    </div>
  )
}
