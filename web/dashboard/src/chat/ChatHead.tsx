import { ActionIcon, Button, Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { Conversation, Status } from '../api/types'
import { Icon } from '../parts/icons'
import { StatusBadge } from '../parts/status'
import { left, useNow } from '../parts/time'
import { useUser } from '../session'
import { chat as words } from '../strings/chat'
import { common } from '../strings/common'
import { claim, release, setStatus } from './acts'
import { PresenceLine } from './PresenceLine'

interface Props {
  c: Conversation
  can: { claim: boolean; release: boolean; transfer: boolean; close: boolean }
  onBack: () => void
  onDialog: (which: 'close' | 'transfer') => void
  onDetails: () => void
  details: boolean
}

/** Who it is, in which status, who holds it, and what can be done with it. */
export function ChatHead({ c, can, onBack, onDialog, onDetails, details }: Props) {
  const client = useQueryClient()
  const me = useUser().id
  const inbox = c.inbox
  const mine = c.owner?.id === me
  const statuses = Object.keys(common.status) as Status[]
  return (
    <header className="chat-head">
      <ActionIcon className="phone" variant="subtle" size={36} aria-label={words.back} onClick={onBack}>
        <Icon name="back" />
      </ActionIcon>
      <div className="chat-who">
        <h1>
          <bdi>{c.contact.name}</bdi>
        </h1>
        <p>
          <StatusBadge status={c.status} />
          {inbox && <span className="cut">{inbox.name}</span>}
          <Holder c={c} mine={mine} />
          <PresenceLine c={c} />
        </p>
      </div>
      {can.claim && !mine && (
        <Button size="compact-sm" onClick={() => void claim(client, c)}>
          {words.claim}
        </Button>
      )}
      {can.close && mine && (
        <Button size="compact-sm" variant="default" onClick={() => onDialog('close')}>
          {words.closing}
        </Button>
      )}
      {(can.close || can.release || can.transfer) && (
        <Menu position="bottom-end" shadow="sm" width={220}>
          <Menu.Target>
            <ActionIcon variant="subtle" size={36} aria-label={words.actions}>
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {can.claim && mine && <Menu.Item onClick={() => void claim(client, c)}>{words.take}</Menu.Item>}
            {can.close && <Menu.Item onClick={() => onDialog('close')}>{words.closing}</Menu.Item>}
            {can.transfer && <Menu.Item onClick={() => onDialog('transfer')}>{words.transfer}</Menu.Item>}
            {can.release && <Menu.Item onClick={() => void release(client, c)}>{words.release}</Menu.Item>}
            {can.close && (
              <>
                <Menu.Label>{words.changeStatus}</Menu.Label>
                {statuses.filter((s) => s !== c.status).map((s) => (
                  <Menu.Item key={s} onClick={() => void setStatus(client, c, s)}>
                    {common.status[s]}
                  </Menu.Item>
                ))}
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <ActionIcon className="narrow" variant={details ? 'light' : 'subtle'} size={36} aria-label={words.details} aria-expanded={details} onClick={onDetails}>
        <Icon name="details" />
      </ActionIcon>
    </header>
  )
}

function Holder({ c, mine }: { c: Conversation; mine: boolean }) {
  const now = useNow(1_000)
  if (!c.owner) return <span>{words.free}</span>
  const rest = mine && c.lease_until ? left(c.lease_until, now) : null
  return (
    <span className="holder">
      {mine ? words.heldByYou : words.held(c.owner.name)}
      {rest && words.lease(rest)}
    </span>
  )
}
