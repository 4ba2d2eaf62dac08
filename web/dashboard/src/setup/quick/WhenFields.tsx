import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { Link } from '../../parts/Link'
import { quick as words } from '../../strings/quick'
import { dateBeside, kindOf, ofKind, ownZone, type Kind } from './content'
import { calendarsAt, type Calendar, type When } from './types'
import { WeekFields } from './WeekFields'
import { ZonePicker } from './ZonePicker'

interface Props {
  when: When
  reads: boolean
  calendars: Calendar[]
  /** What the server said about a field, such as `when.zone`. */
  wrong: (field: string) => string | undefined
  onChange: (when: When) => void
}

/** When something is on: by the hours of a week, by a calendar, or always; between two days if there are any. */
export function WhenFields({ when, reads, calendars, wrong, onChange }: Props) {
  const kind = kindOf(when)
  const zone = when.zone ?? calendars.find((c) => c.id === when.outside_hours_of)?.zone ?? ownZone()
  const set = (change: Partial<When>) => onChange({ ...when, ...change })
  const date = (field: 'from' | 'until', value: string) => {
    const { [field]: _, ...rest } = when
    onChange(value ? { ...rest, [field]: value } : rest)
  }
  return (
    <fieldset className="when">
      <legend>{words.when}</legend>
      <SegmentedControl aria-label={words.when} readOnly={reads} data={(['weekly', 'outside', 'always'] as const).map((value) => ({ value, label: words.kinds[value] }))} value={kind} onChange={(to) => onChange(ofKind(to as Kind, when, zone, calendars[0]?.id ?? ''))} />
      {kind === 'outside' &&
        (calendars.length > 0 ? (
          <div>
            <NativeSelect label={words.calendar} disabled={reads} error={wrong('when.outside_hours_of')} data={calendars.map((c) => ({ value: c.id, label: `${c.name} (${c.zone})` }))} value={when.outside_hours_of} onChange={(e) => set({ outside_hours_of: e.currentTarget.value })} />
            <Link className="link" href={`${calendarsAt}/${when.outside_hours_of ?? ''}`}>
              {words.seeCalendars}
            </Link>
          </div>
        ) : (
          <p>
            {words.noCalendars}{' '}
            <Link className="link" href={`${calendarsAt}/new`}>
              {words.newCalendar}
            </Link>
          </p>
        ))}
      {kind !== 'outside' && <ZonePicker value={zone} reads={reads} error={wrong('when.zone')} onChange={(to) => set({ zone: to })} />}
      {kind === 'weekly' && <WeekFields intervals={when.weekly ?? []} reads={reads} calendars={calendars} error={wrong('when.weekly')} onChange={(weekly) => set({ weekly })} />}
      <div className="when-range">
        <TextInput type="date" label={words.from} readOnly={reads} error={wrong('when.from')} value={when.from ?? ''} onChange={(e) => date('from', e.currentTarget.value)} />
        <TextInput type="date" label={words.until} readOnly={reads} error={when.from && when.until && when.from >= when.until ? words.rangeWrong : wrong('when.until')} value={dateBeside(when.until ?? '', -1)} onChange={(e) => date('until', dateBeside(e.currentTarget.value, 1))} />
        <p className="muted">{words.rangeHint}</p>
      </div>
    </fieldset>
  )
}
