import type { ReactNode } from 'react'
import { StatusBadge } from '../parts/status'
import { dayOf } from '../parts/time'
import { contacts as words } from '../strings/contacts'
import type { Contact } from './types'

/** Who somebody is, where, and what they agreed to. */
export function About({ c }: { c: Contact }) {
  return (
    <aside className="panel contact-about" aria-label={words.about}>
      <h2>{words.identities}</h2>
      <ul className="identities">
        {c.identities.map((i) => (
          <li key={`${i.inbox.id} ${i.kind} ${i.value}`}>
            <bdi className="identity">{i.value}</bdi>
            <span className="muted">
              {words.kinds[i.kind] ?? i.kind} · <bdi>{i.inbox.name}</bdi> · {words.channels[i.channel] ?? i.channel} · {words.since(dayOf(i.since))}
            </span>
          </li>
        ))}
      </ul>
      <h2>{words.about}</h2>
      <dl>
        <Fact name={words.lastTicket}>{c.status ? <StatusBadge status={c.status} /> : words.noTickets}</Fact>
        <Fact name={words.campaigns}>{c.opted_out_at ? words.optedOutSince(dayOf(c.opted_out_at)) : words.wantsThem}
          {c.consent && <span className="muted">{` ${words.saidBy(c.consent.kind, c.consent.name)}`}</span>}</Fact>
        {c.blocked_at && <Fact name={words.blocked}>{words.blockedSince(dayOf(c.blocked_at))}</Fact>}
        {c.username && <Fact name={words.username}>{c.username}</Fact>}
        {c.language && <Fact name={words.language}>{c.language}</Fact>}
        <Fact name={words.created}>{dayOf(c.created_at)}</Fact>
      </dl>
    </aside>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </div>
  )
}
