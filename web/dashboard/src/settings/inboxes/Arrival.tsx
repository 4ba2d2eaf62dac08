import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import type { Conversation, Inbox, Page } from '../../api/types'
import { Link } from '../../parts/Link'
import { inboxes as words } from '../../strings/inboxes'

/** Waits for a message to come in, and leads to it. */
export function Arrival({ inbox }: { inbox: Inbox }) {
  const latest = useQuery({
    queryKey: ['latest-of', inbox.id],
    refetchInterval: 2_000,
    queryFn: ({ signal }) => call<Page<Conversation>>('GET', `/v1/conversations?inbox_id=${inbox.id}&limit=1`, { signal }),
  })
  const c = latest.data?.items[0]
  // Only what comes while somebody looks is their trial.
  const [began] = useState(Date.now)
  const came = c?.last_message && Date.parse(c.last_message.at) > began
  const example = `curl -sS ${location.origin}/v1/inboxes/${inbox.id}/messages \\\n  -H 'Authorization: Bearer YOUR-API-KEY' -H 'Content-Type: application/json' \\\n  -d '{"id": "test-1", "from": {"id": "me", "name": "Me"}, "text": "Hello"}'`
  return (
    <section className="panel form">
      <h2>{words.tryIn}</h2>
      <p className="muted">{words.tryInHint[inbox.channel]}</p>
      {inbox.channel === 'webhook' && (
        <pre className="command" dir="ltr" tabIndex={0}>
          {example}
        </pre>
      )}
      <p role="status">
        {came ? words.arrived : words.waiting}{' '}
        {came && (
          <Link className="link" href={`/inbox/all/${c.id}`}>
            {words.open}
          </Link>
        )}
      </p>
    </section>
  )
}
