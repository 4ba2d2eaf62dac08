import { useMemo } from 'react'
import { dayOf } from '../../parts/time'
import { quick as words } from '../../strings/quick'
import { complete } from './content'
import { usePreview } from './queries'
import { instantIn } from './said'
import type { When } from './types'
import { shiftsOf } from './zone'

/** When it would be sent next, as the server says, and what the zone's clocks do to it. */
export function Preview({ when, zone }: { when: When; zone: string }) {
  const { data, isError } = usePreview(when)
  const shifts = useMemo(() => (zone ? shiftsOf(zone, Date.now()) : []), [zone])
  return (
    <section className="panel quick-preview" aria-label={words.preview} aria-live="polite">
      <h2>{words.preview}</h2>
      {!complete(when) ? <p className="muted">{words.previewWaits}</p> : isError && !data ? <p className="muted">{words.previewFailed}</p> : data && <Periods periods={data.items} zone={zone} />}
      {shifts.length > 0 && !when.always && <p className="chain-note">{words.dst(zone, shifts.map((s) => dayOf(new Date(s.at).toISOString())).join(', '))}</p>}
    </section>
  )
}

/** As many of the next periods as are shown. */
const most = 6

function Periods({ periods, zone }: { periods: { start: string | null; end: string | null }[]; zone: string }) {
  const first = periods[0]
  if (!first) return <p>{words.previewNever}</p>
  const on = !first.start || Date.parse(first.start) <= Date.now()
  const said = (at: string) => instantIn(at, zone)
  // Without an end there is nothing after which it would be sent again.
  const ever = !first.end
  return (
    <>
      <p className="quick-next">{on ? (first.end ? words.previewNow(said(first.end)) : words.previewAlways) : words.previewNext(said(first.start ?? ''))}</p>
      <p className="muted">{ever ? words.previewOnceEver : words.previewOnce}</p>
      {!ever && (
        <ol>
          {periods.slice(0, most).map((p) => (
            <li key={p.start ?? ''}>{words.period(p.start ? said(p.start) : words.since, p.end ? said(p.end) : words.forever)}</li>
          ))}
        </ol>
      )}
      {zone && <p className="muted">{words.inZone(zone)}</p>}
    </>
  )
}
