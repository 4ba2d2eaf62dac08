import { ActionIcon, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { Conversation } from '../api/types'
import { useCampaigns } from '../inbox/setup'
import { Icon } from '../parts/icons'
import { Link } from '../parts/Link'
import { StatusBadge } from '../parts/status'
import { ago, instantOf, left, urgency, useNow } from '../parts/time'
import { may, useUser } from '../session'
import { chat } from '../strings/chat'
import { common } from '../strings/common'
import { setLabels } from './acts'
import { Suggested } from './Suggested'
import { useTickets } from './tickets'

const words = chat.context

interface Props {
  c: Conversation
  open: boolean
  /** The latest message of the customer. */
  latest: string | null
  /** Puts words into the reply, where one may be written. */
  onInsert: ((text: string) => void) | undefined
  onClose: () => void
}

/** What is known beside the messages: a column, or a drawer where there is no room. */
export function Context({ c, open, latest, onInsert, onClose }: Props) {
  const inbox = c.inbox
  const campaign = useCampaigns().find((x) => x.id === c.campaign)
  return (
    <aside className={open ? 'context open' : 'context'} aria-label={words.title}>
      <ActionIcon className="context-close" variant="subtle" size={36} aria-label={common.close} onClick={onClose}>
        <Icon name="close" />
      </ActionIcon>
      <h2>
        <Link href={`/contacts/${c.contact.id}`} title={words.contact}>
          <bdi>{c.contact.name}</bdi>
        </Link>
      </h2>
      {c.contact_opted_out && <p className="muted">{words.optedOut}</p>}
      {c.contact_blocked && <p className="muted">{words.blocked}</p>}
      <dl>
        {c.contact_username && <Fact name={words.username}>{c.contact_username}</Fact>}
        {inbox && <Fact name={words.inbox}>{inbox.name}</Fact>}
        <Fact name={c.ticket > 0 ? words.ticket(c.ticket) : words.status}>
          <StatusBadge status={c.status} />
        </Fact>
        <Fact name={words.owner}>{c.owner?.name ?? chat.free}</Fact>
        <Fact name={words.window}>
          <Window until={c.window_expires_at} />
        </Fact>
        {c.waiting_since && <Fact name={words.waiting}>{instantOf(c.waiting_since)}</Fact>}
        {c.campaign && <Fact name={words.campaign}>{campaign?.name || c.campaign}</Fact>}
      </dl>
      <Labels c={c} />
      <Suggested c={c} latest={latest} onInsert={onInsert} />
      <Tickets c={c} />
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

function Window({ until }: { until: string | null }) {
  const now = useNow(1_000)
  if (!until) return words.noWindow
  const rest = left(until, now)
  return rest ? <span className={`window ${urgency(until, now)}`}>{words.windowLeft(rest)}</span> : words.windowOver
}

function Labels({ c }: { c: Conversation }) {
  const client = useQueryClient()
  const [text, setText] = useState('')
  const may_ = may(useUser(), 'conversations:annotate')
  return (
    <section>
      <h3>{words.labels}</h3>
      <ul className="labels">
        {c.labels.map((l) => (
          <li key={l}>
            <bdi>{l}</bdi>
            {may_ && (
              <button type="button" aria-label={words.removeLabel(l)} onClick={() => void setLabels(client, c, c.labels.filter((x) => x !== l))}>
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {may_ && (
        <form
          onSubmit={(e) => {
            e.preventDefault()
            const label = text.trim()
            setText('')
            if (label && !c.labels.includes(label)) void setLabels(client, c, [...c.labels, label])
          }}
        >
          <TextInput size="xs" aria-label={words.addLabel} placeholder={words.addLabel} maxLength={64} value={text} onChange={(e) => setText(e.currentTarget.value)} />
        </form>
      )}
    </section>
  )
}

function Tickets({ c }: { c: Conversation }) {
  const now = useNow(60_000)
  const { data } = useTickets(c)
  const earlier = (data?.items ?? []).filter((t) => t.number !== c.ticket)
  return (
    <section>
      <h3>{words.earlier}</h3>
      {data && earlier.length === 0 && <p className="muted">{words.noEarlier}</p>}
      <ul className="tickets">
        {earlier.map((t) => (
          <li key={t.number}>
            {words.ticket(t.number)} <StatusBadge status={t.status} /> <time dateTime={t.opened_at}>{ago(t.opened_at, now)}</time>
          </li>
        ))}
      </ul>
    </section>
  )
}
