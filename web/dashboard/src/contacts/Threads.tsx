import { Link } from '../parts/Link'
import { StatusBadge } from '../parts/status'
import { instantOf } from '../parts/time'
import { contacts as words } from '../strings/contacts'
import type { ContactThread } from './types'

/** The conversations of somebody; each leads to the inbox. */
export function Threads({ threads }: { threads: ContactThread[] }) {
  return (
    <section aria-label={words.threads}>
      <h2>{words.threads}</h2>
      {threads.length === 0 && <p className="muted">{words.noThreads}</p>}
      <ul className="threads">
        {threads.map((t) => (
          <li key={t.id}>
            <Link className="thread panel" href={`/inbox/all/${t.id}`}>
              <span className="thread-head">
                <bdi className="cut">{t.inbox.name}</bdi> <StatusBadge status={t.status} />
              </span>
              <bdi className="cut">{t.last_text || words.nothingSaid}</bdi>
              <span className="muted">
                <time dateTime={t.last_at}>{instantOf(t.last_at)}</time> · {words.messages(t.messages)}
                {t.owner && <> · {words.held(t.owner.name)}</>}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
