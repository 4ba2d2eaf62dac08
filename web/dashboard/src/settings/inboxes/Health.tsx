import type { ReactNode } from 'react'
import type { Inbox } from '../../api/types'
import { instantOf } from '../../parts/time'
import { inboxes as words } from '../../strings/inboxes'
import { InboxState } from './InboxState'

/** How an inbox is, in facts. */
export function Health({ inbox }: { inbox: Inbox }) {
  const h = inbox.health
  const when = (at: string | null) => (at ? <time dateTime={at}>{instantOf(at)}</time> : words.never)
  const facts: [string, ReactNode][] = [
    [words.facts.state, <InboxState key="state" inbox={inbox} />],
    ...(inbox.account ? [[words.facts.account, <bdi key="account">{[inbox.account_name, inbox.account].filter(Boolean).join(' · ')}</bdi>] as [string, ReactNode]] : []),
    [words.facts.lastIn, when(h.last_inbound_at)],
    [words.facts.lastOut, when(h.last_outbound_at)],
    [words.facts.failures, h.failures_24h.toLocaleString()],
    ...(h.last_failure_at ? [[words.facts.lastFailure, <span key="failure">{when(h.last_failure_at)} · {h.last_failure}</span>] as [string, ReactNode]] : []),
    ...(h.conflicts > 0 ? [[words.facts.conflicts, h.conflicts.toLocaleString()] as [string, ReactNode]] : []),
    ...(h.templates !== null ? [[words.facts.templates, h.templates.toLocaleString()] as [string, ReactNode]] : []),
    ...(h.checked_at ? [[words.facts.checked, when(h.checked_at)] as [string, ReactNode]] : []),
  ]
  const why = h.state === 'disabled' ? h.reason : h.problem
  return (
    <section className="panel" aria-label={words.health}>
      <h2>{words.health}</h2>
      {why && (
        <p className="error" role="alert">
          {why}
        </p>
      )}
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
