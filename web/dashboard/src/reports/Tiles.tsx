import { ago, useNow } from '../parts/time'
import { reports as words } from '../strings/reports'
import { count, duration, share } from './figures'
import { Tile } from './Tile'
import type { Numbers, Overview, Times } from './types'

interface Props {
  overview: Overview
  /** Whether it is about one agent or campaign, of whom less is counted. */
  one: boolean
  agent: boolean
}

/** The numbers of the days, each with how it changed. */
export function Tiles({ overview: { total: n, previous: p, now }, one, agent }: Props) {
  const clock = useNow(60_000)
  return (
    <dl className="tiles">
      {!one && <Tile label={words.tiles.waiting} value={count(now.waiting)} hint={now.waiting_since ? words.tiles.waitingSince(ago(now.waiting_since, clock)) : words.tiles.waitingNone} />}
      {agent ? <Counted label={words.tiles.taken} of="tickets_taken" n={n} p={p} /> : <Counted label={words.tiles.opened} of="tickets_opened" n={n} p={p} />}
      <Counted label={words.tiles.resolved} of="tickets_resolved" n={n} p={p} />
      {agent && <Counted label={words.tiles.messages} of="messages_agent" n={n} p={p} />}
      <Timed label={words.tiles.firstResponse} now={n.first_response} before={p?.first_response} />
      <Timed label={words.tiles.resolution} now={n.resolution} before={p?.resolution} />
      {!one && (
        <Tile
          label={words.tiles.answered}
          value={share(n.answered, n.bursts)}
          hint={words.tiles.ofBursts(count(n.answered), count(n.bursts))}
          now={rate(n.answered, n.bursts)}
          before={p && rate(p.answered, p.bursts)}
          was={p ? share(p.answered, p.bursts) : undefined}
        />
      )}
      {!one && (
        <Tile
          label={words.tiles.corrected}
          value={share(n.corrected, n.answered_faq)}
          hint={words.tiles.ofBursts(count(n.corrected), count(n.answered_faq))}
          now={rate(n.corrected, n.answered_faq)}
          before={p && rate(p.corrected, p.answered_faq)}
          was={p ? share(p.corrected, p.answered_faq) : undefined}
        />
      )}
    </dl>
  )
}

const rate = (part: number, of: number) => (of > 0 ? part / of : null)

type Kept = 'tickets_opened' | 'tickets_resolved' | 'tickets_taken' | 'messages_agent'

function Counted({ label, of, n, p }: { label: string; of: Kept; n: Numbers; p: Numbers | null }) {
  return <Tile label={label} value={count(n[of])} now={n[of]} before={p?.[of]} was={p ? count(p[of]) : undefined} />
}

function Timed({ label, now, before }: { label: string; now: Times; before: Times | undefined }) {
  return (
    <Tile
      label={label}
      value={duration(now.median)}
      hint={now.count > 0 ? words.tiles.p90(duration(now.p90)) : undefined}
      now={now.median}
      before={before?.median}
      was={before ? duration(before.median) : undefined}
    />
  )
}
