import { NativeSelect, TextInput } from '@mantine/core'
import { Icon } from '../../parts/icons'
import { quick as words } from '../../strings/quick'
import { days, minutesOf, type Day, type Interval } from './week'

interface Props {
  intervals: Interval[]
  reads: boolean
  onChange: (intervals: Interval[]) => void
}

/** The hours of a week to the minute, one line for each interval; an end not after its start is on the next day. */
export function WeekTimes({ intervals, reads, onChange }: Props) {
  const set = (at: number, change: Partial<Interval>) => onChange(intervals.map((other, i) => (i === at ? { ...other, ...change } : other)))
  return (
    <fieldset className="week-times">
      <legend>{words.exact}</legend>
      {intervals.length === 0 && <p className="muted">{words.none}</p>}
      <ul>
        {intervals.map((interval, i) => (
          <li key={i}>
            <NativeSelect aria-label={words.dayOf(i + 1)} disabled={reads} data={days.map((value) => ({ value, label: words.days[value] }))} value={interval.day} onChange={(e) => set(i, { day: e.currentTarget.value as Day })} />
            <Time label={words.fromOf(i + 1)} value={interval.from} reads={reads} onChange={(from) => set(i, { from })} />
            <span aria-hidden="true">–</span>
            <Time label={words.toOf(i + 1)} value={interval.to === '24:00' ? '00:00' : interval.to} reads={reads} onChange={(to) => set(i, { to: to === '00:00' ? '24:00' : to })} />
            <span className="muted week-over">{over(interval)}</span>
            {!reads && (
              <button type="button" className="icon-button" aria-label={words.removeInterval(i + 1)} title={words.removeInterval(i + 1)} onClick={() => onChange(intervals.filter((_, other) => other !== i))}>
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {!reads && (
        <button type="button" className="link" onClick={() => onChange([...intervals, { day: 'monday', from: '09:00', to: '17:00' }])}>
          {words.addInterval}
        </button>
      )}
    </fieldset>
  )
}

// A field of the browser that is half filled in has no value, and says nothing.
function Time({ label, value, reads, onChange }: { label: string; value: string; reads: boolean; onChange: (time: string) => void }) {
  return <TextInput type="time" aria-label={label} readOnly={reads} value={value} onChange={(e) => e.currentTarget.value && onChange(e.currentTarget.value.slice(0, 5))} />
}

function over({ day, from, to }: Interval): string {
  if (from === to || (from === '00:00' && to === '24:00')) return words.allDay
  if (minutesOf(to) > minutesOf(from)) return ''
  return words.nextDay(words.days[days[(days.indexOf(day) + 1) % 7] as Day])
}
