import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Conversation, Message } from '../api/types'
import { Failed, Skeletons } from '../parts/states'
import { dayOf } from '../parts/time'
import { useUser } from '../session'
import { chat as words } from '../strings/chat'
import { Bubble, BurstHead, type BubbleActs } from './Bubble'
import { inDays, useMessages } from './messages'
import { OutgoingBubble } from './OutgoingBubble'
import { discard, retry, useOutbox, type Outgoing } from './outbox'
import { useTickets } from './tickets'

interface Props {
  c: Conversation
  acts: BubbleActs
  /** Takes what was refused back into the composer. */
  onEdit: (o: Outgoing) => void
}

/** The messages, the latest at the bottom; earlier ones are read as one scrolls up. */
export function History({ c, acts, onEdit }: Props) {
  const client = useQueryClient()
  const me = useUser().id
  const history = useMessages(c.id)
  const outbox = useOutbox(c.id)
  const top = useRef<HTMLDivElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const messages = history.data
  const [all, setAll] = useState(false)
  const begun = useTickets(c).data?.items.find((t) => t.number === c.ticket)?.opened_at
  const folded = useMemo(() => (all ? 0 : earlier(messages ?? [], c.ticket, begun)), [all, messages, c.ticket, begun])
  const shown = useMemo(() => (messages ?? []).slice(folded), [messages, folded])
  const days = useMemo(() => inDays(shown), [shown])
  const byId = useMemo(() => new Map((messages ?? []).map((m) => [m.id, m])), [messages])

  const { hasNextPage, fetchNextPage } = history
  const more = hasNextPage && folded === 0
  useEffect(() => {
    if (!top.current || !more) return
    const watch = new IntersectionObserver((seen) => seen[0]?.isIntersecting && void fetchNextPage(), { rootMargin: '400px' })
    watch.observe(top.current)
    return () => watch.disconnect()
  }, [more, fetchNextPage, messages])
  // What one has just written is looked at, wherever one had scrolled to.
  useEffect(() => scroller.current?.scrollTo({ top: 0 }), [outbox.length])

  if (history.isPending) {
    return (
      <div className="history">
        <Skeletons rows={5} className="skeleton-bubble" />
      </div>
    )
  }
  if (!messages) {
    return (
      <div className="history">
        <Failed title={words.failed} error={history.error} retry={() => void history.refetch()} />
      </div>
    )
  }
  return (
    <div className="history" ref={scroller} role="log" aria-label={words.history} tabIndex={0}>
      <div className="thread">
        <div ref={top} className="beginning">
          {folded > 0 ? (
            <button type="button" className="link" onClick={() => setAll(true)}>
              {words.earlierTickets}
            </button>
          ) : more ? (
            words.older
          ) : messages.length === 0 ? (
            words.empty
          ) : (
            words.beginning
          )}
        </div>
        {days.map((day) => (
          <section key={day.key} aria-label={dayOf(day.at)}>
            <h2 className="day">
              <time dateTime={day.at}>{dayOf(day.at)}</time>
            </h2>
            {day.bursts.map((b) => (
              <div key={b.key} className={`burst ${b.messages[0]?.private ? 'note' : (b.messages[0]?.direction ?? '')}`}>
                <BurstHead m={b.messages[0]!} me={me} contact={c.contact.name} />
                {b.messages.map((m) => (
                  <Bubble key={m.id} m={m} quoted={m.reply_to_id ? byId.get(m.reply_to_id) : undefined} acts={acts} />
                ))}
              </div>
            ))}
          </section>
        ))}
        {outbox
          .filter((o) => !o.messageId || !byId.has(o.messageId))
          .map((o) => (
            <OutgoingBubble
              key={o.key}
              o={o}
              onRetry={() => retry(client, o)}
              onDiscard={() => discard(o)}
              onEdit={() => {
                discard(o)
                onEdit(o)
              }}
            />
          ))}
      </div>
    </div>
  )
}

/** How many messages, oldest first, belong to tickets before the current one; 0 where that is not known or leaves nothing. */
export function earlier(messages: Message[], ticket: number, begun: string | undefined): number {
  if (ticket < 2 || !begun) return 0
  const from = Date.parse(begun)
  const first = messages.findIndex((m) => Date.parse(m.created_at) >= from)
  return Math.max(first, 0)
}
