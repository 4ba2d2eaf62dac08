import { Checkbox } from '@mantine/core'
import { memo } from 'react'
import type { Conversation } from '../api/types'
import { ago, left, urgency } from '../parts/time'
import { StatusBadge } from '../parts/status'
import { inbox as words } from '../strings/inbox'
import { go } from '../url'

interface Props {
  c: Conversation
  href: string
  open: boolean
  pointed: boolean
  now: number
  me: string
  inboxName: string
  selected: boolean
  onSelect: (id: string, range: boolean) => void
  /** Told as the button goes down, which is some time before the row is opened. */
  onPress: (id: string) => void
}

/** A conversation in the list: who, what last, and what it waits for. As one scrolls, those that stay are not drawn anew. */
export const Row = memo(function Row({ c, href, open, pointed, now, me, inboxName, selected, onSelect, onPress }: Props) {
  const asleep = c.status === 'resolved' || c.status === 'inactive'
  const rest = c.window_expires_at && !asleep ? left(c.window_expires_at, now) : null
  const unread = c.unread ?? 0
  const name = c.contact.name
  return (
    <>
      <a
        className={`row${open ? ' open' : ''}${pointed ? ' pointed' : ''}${selected ? ' selected' : ''}`}
        href={href}
        aria-current={open ? 'page' : undefined}
        data-id={c.id}
        onPointerDown={() => onPress(c.id)}
        onClick={(e) => {
          if (e.metaKey || e.ctrlKey || e.button !== 0) return
          e.preventDefault()
          if (e.shiftKey) onSelect(c.id, true)
          else go(href)
        }}
      >
        <span className="row-top">
          {unread > 0 && (
            <span className="unread" role="img" aria-label={words.unread(unread)}>
              {unread > 99 ? '99+' : unread}
            </span>
          )}
          <span className="row-name">
            <bdi>{name}</bdi>
          </span>
          {c.last_message && <time dateTime={c.last_message.at}>{ago(c.last_message.at, now)}</time>}
        </span>
        <span className="row-text" dir="auto">
          {c.last_message?.text || words.nothingYet}
        </span>
        <span className="row-foot">
          <StatusBadge status={c.status} />
          {inboxName && (
            <span className="cut">
              <bdi>{inboxName}</bdi>
            </span>
          )}
          {c.owner && <span className="cut">{c.owner.id === me ? words.you : <bdi>{c.owner.name}</bdi>}</span>}
          <span className="gap" />
          {c.waiting_since && <span className="waiting">{words.waiting(ago(c.waiting_since, now))}</span>}
          {rest && <span className={`window ${urgency(c.window_expires_at as string, now)}`}>{words.left(rest)}</span>}
        </span>
      </a>
      <Checkbox
        className="row-check"
        size="xs"
        radius="sm"
        tabIndex={-1}
        aria-label={words.bulk.select(name)}
        checked={selected}
        onChange={() => undefined}
        onClick={(e) => onSelect(c.id, e.shiftKey)}
      />
    </>
  )
})
