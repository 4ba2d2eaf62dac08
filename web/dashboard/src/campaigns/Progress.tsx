import { Progress as Bar } from '@mantine/core'
import type { Campaign } from '../api/types'
import { Funnel } from '../parts/Funnel'
import { Link } from '../parts/Link'
import { may, useUser } from '../session'
import { campaigns as words } from '../strings/campaigns'
import { useAddress } from '../url'
import { stagesOf, type Counts } from './counts'

/** How far a campaign is, and what became of what went out. */
export function Progress({ c, counts }: { c: Campaign; counts: Counts }) {
  const path = useAddress().pathname
  const chats = may(useUser(), 'conversations:read')
  const done = counts.total - counts.queued - counts.sending
  const stages = stagesOf(counts).map((s) => ({ ...s, label: words.stages[s.id] }))
  const beside = (['queued', 'failed', 'unknown', 'skipped', 'cancelled'] as const).filter((state) => counts[state] > 0)
  return (
    <section className="panel campaign-progress" aria-label={words.progress}>
      <h2>{words.progress}</h2>
      <p>{words.progressOf(done.toLocaleString(), words.people(counts.total))}</p>
      <Bar value={counts.total > 0 ? (100 * done) / counts.total : 0} aria-label={words.progress} animated={c.status === 'running'} />
      {stages[0]?.count === 0 ? (
        <p className="muted">{words.noneSent}</p>
      ) : (
        <Funnel label={words.funnel} stages={stages} words={{ stage: words.stage, count: words.people_, share: words.share, asTable: words.funnelTable, asPicture: words.funnelPicture }} />
      )}
      {beside.length > 0 && (
        <p className="campaign-beside">
          <span className="muted">{words.beside}: </span>
          {beside.map((state) => (
            <Link key={state} className="link" href={`${path}?state=${state}`}>
              {counts[state].toLocaleString()} {words.states[state]}
            </Link>
          ))}
        </p>
      )}
      {counts.replied > 0 && chats && (
        <Link className="link" href={`/inbox/all?campaign=${c.id}`}>
          {words.replies(counts.replied)}
        </Link>
      )}
    </section>
  )
}
