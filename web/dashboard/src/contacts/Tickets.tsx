import { Link } from '../parts/Link'
import { StatusBadge } from '../parts/status'
import { instantOf } from '../parts/time'
import { contacts as words } from '../strings/contacts'
import type { ContactTicket } from './types'

/** The tickets of all conversations as one line of time, latest first. */
export function Tickets({ tickets, count }: { tickets: ContactTicket[]; count: number }) {
  const title = count > tickets.length ? words.ticketsOf(tickets.length, count) : words.tickets
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {tickets.length === 0 && <p className="muted">{words.noTickets}</p>}
      <ol className="timeline">
        {tickets.map((t) => (
          <li key={`${t.conversation_id} ${t.number}`}>
            <p className="timeline-head">
              <Link href={`/inbox/all/${t.conversation_id}`}>{words.ticket(t.number)}</Link> <StatusBadge status={t.status} /> <bdi className="muted cut">{t.inbox}</bdi>
            </p>
            <p className="muted">
              {words.opened(instantOf(t.opened_at))} · {t.closed_at ? words.closed(instantOf(t.closed_at)) : words.changed(instantOf(t.changed_at))}
            </p>
            {(t.owner || t.campaign || t.labels.length > 0) && (
              <p className="timeline-facts">
                {t.owner && <bdi>{words.owner(t.owner.name)}</bdi>}
                {t.campaign && <bdi>{words.campaign(t.campaign_name ?? t.campaign)}</bdi>}
                {t.labels.map((l) => (
                  <bdi key={l} className="label">
                    {l}
                  </bdi>
                ))}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
