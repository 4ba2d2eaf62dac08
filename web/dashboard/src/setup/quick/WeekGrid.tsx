import { useRef } from 'react'
import { quick as words } from '../../strings/quick'
import { usePaint } from './usePaint'
import { day as dayLength, days, hourOn, onDay, stretchesOf, timeOf, type Interval } from './week'

interface Props {
  label: string
  intervals: Interval[]
  /** Nothing is painted. */
  reads: boolean
  onChange: (intervals: Interval[]) => void
}

const hours = Array.from({ length: 24 }, (_, hour) => hour)

/** A week of hours: painted by mouse, by touch and by keyboard; exact to the minute in what it shows. */
export function WeekGrid({ label, intervals, reads, onChange }: Props) {
  const grid = useRef<HTMLDivElement>(null)
  const paint = usePaint(grid, intervals, reads, onChange)
  const stretches = stretchesOf(paint.shown)
  return (
    <div
      className="week"
      role="grid"
      aria-label={label}
      aria-readonly={reads}
      data-reads={reads || undefined}
      ref={grid}
      onPointerDown={paint.press}
      onFocus={paint.come}
      onKeyDown={paint.key}
    >
      <div className="week-hours" aria-hidden="true">
        {[0, 6, 12, 18, 24].map((h) => (
          <span key={h} style={{ insetInlineStart: `${(100 * h) / 24}%` }}>
            {timeOf(h * 60)}
          </span>
        ))}
      </div>
      {days.map((name, at) => (
        <div className="week-day" role="row" key={name}>
          <span role="rowheader" aria-label={words.days[name]}>
            {words.daysShort[name]}
          </span>
          {hours.map((hour) => {
            const on = hourOn(stretches, at, hour)
            return (
              <span
                key={hour}
                className="week-cell"
                role="gridcell"
                tabIndex={paint.at.day === at && paint.at.hour === hour ? 0 : -1}
                data-cell={`${at}-${hour}`}
                aria-selected={on === 'on'}
                aria-label={words.cell(words.days[name], timeOf(hour * 60), timeOf(hour * 60 + 60), on)}
              />
            )
          })}
          <span className="week-bars" role="presentation">
            {onDay(stretches, at).map((s) => (
              <span key={s.from} data-before={s.from === 0 || undefined} data-after={s.to === dayLength || undefined} style={{ insetInlineStart: `${(100 * s.from) / dayLength}%`, inlineSize: `${(100 * (s.to - s.from)) / dayLength}%` }} />
            ))}
          </span>
        </div>
      ))}
    </div>
  )
}
