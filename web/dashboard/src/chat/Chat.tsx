import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError, call } from '../api/client'
import type { Conversation } from '../api/types'
import { useCommands } from '../frame/commands'
import { upsert, useConversation } from '../inbox/conversations'
import { Empty, Failed, Skeletons } from '../parts/states'
import { useLooking } from '../presence'
import { announce } from '../live'
import { may, useUser } from '../session'
import { chat as words } from '../strings/chat'
import { keys } from '../strings/keys'
import { claim, react, release, resend, settle } from './acts'
import type { BubbleActs } from './Bubble'
import { ChatHead } from './ChatHead'
import { CloseDialog } from './CloseDialog'
import { Composer, type ComposerHandle } from './Composer'
import { Context } from './Context'
import { History } from './History'
import { useMessages } from './messages'
import { TransferDialog } from './TransferDialog'

/** The conversation that is open: its head, its history, where one writes, and what is known beside. */
export function Chat({ id, onBack }: { id: string; onBack: () => void }) {
  const one = useConversation(id)
  // On a telephone there is no other heading meanwhile.
  const heading = <h1 className="sr">{words.history}</h1>
  if (one.isPending) {
    return (
      <>
        {heading}
        <Skeletons rows={6} className="skeleton-bubble" />
      </>
    )
  }
  if (!one.data) {
    const missing = one.error instanceof ApiError && (one.error.status === 404 || one.error.status === 400)
    return (
      <>
        {heading}
        {missing ? <Empty title={words.missing} /> : <Failed title={words.failed} error={one.error} retry={() => void one.refetch()} />}
      </>
    )
  }
  return <Opened c={one.data} onBack={onBack} />
}

function Opened({ c, onBack }: { c: Conversation; onBack: () => void }) {
  const client = useQueryClient()
  const user = useUser()
  const [dialog, setDialog] = useState<'' | 'close' | 'transfer'>('')
  const [details, setDetails] = useState(false)
  const composer = useRef<ComposerHandle>(null)
  const handles = may(user, 'conversations:handle')
  const mine = c.owner?.id === user.id
  const others = c.owner !== null && !mine
  const manages = may(user, 'conversations:manage-others')
  const can = {
    claim: handles && c.ticket > 0 && !others && (!mine || c.lease_until !== null),
    release: handles && (mine || (others && manages)),
    transfer: handles && c.ticket > 0 && (!others || manages),
    close: handles && c.ticket > 0 && (!others || manages),
  }
  const [reacting, setReacting] = useState<string | null>(null)
  const messages = useMessages(c.id).data ?? []
  const asked = messages.findLast((m) => m.author === 'contact' && !m.deleted_at)
  const writes = handles && !others
  const emoji = mine && c.can_reply ? c.may_send.reactions : []
  const acts: BubbleActs = {
    ...(writes && c.can_reply && c.may_send.quotes ? { quote: (m) => composer.current?.quote(m) } : {}),
    ...(emoji.length > 0 ? { react: { emoji, open: reacting, onOpen: setReacting, set: (m, e) => void react(client, c, m, e) } } : {}),
    ...(mine ? { resend: (m) => void resend(client, c, m), settle: (m, sent) => void settle(client, c, m, sent) } : {}),
  }
  const insert = writes && c.can_reply ? (text: string) => composer.current?.insert(text) : undefined
  useLooking(c.id)
  useShownAsRead(c, mine)
  useReadByMe(c, messages.findLast((m) => m.mentions.some((p) => p.id === user.id))?.id)
  useCommands([
    { id: 'claim', keys: 'c', label: keys.claim, group: 'act', run: () => void claim(client, c), off: !can.claim },
    { id: 'reply', keys: 'r', label: keys.reply, group: 'act', run: () => composer.current?.focus('reply'), off: !handles },
    { id: 'note', keys: 'n', label: keys.note, group: 'act', run: () => composer.current?.focus('note') },
    { id: 'quote', keys: 'q', label: keys.quote, group: 'act', run: () => asked && acts.quote?.(asked), off: !asked || !acts.quote },
    { id: 'react', keys: '+', label: keys.react, group: 'act', run: () => asked && setReacting(asked.id), off: !asked || !acts.react },
    { id: 'close', keys: 'e', label: keys.close, group: 'act', run: () => setDialog('close'), off: !can.close },
    { id: 'transfer', keys: 't', label: keys.transfer, group: 'act', run: () => setDialog('transfer'), off: !can.transfer },
    { id: 'release', keys: 'u', label: keys.release, group: 'act', run: () => void release(client, c), off: !can.release },
  ])

  return (
    <>
      <section className="chat" aria-label={words.region}>
        <ChatHead c={c} can={can} onBack={onBack} onDialog={setDialog} onDetails={() => setDetails(!details)} details={details} />
        <History c={c} acts={acts} onEdit={(o) => composer.current?.edit(o)} />
        <Composer ref={composer} c={c} />
      </section>
      <Context c={c} open={details} latest={asked?.id ?? null} onInsert={insert} onClose={() => setDetails(false)} />
      <CloseDialog c={c} open={dialog === 'close'} onClose={() => setDialog('')} />
      <TransferDialog c={c} open={dialog === 'transfer'} onClose={() => setDialog('')} />
    </>
  )
}

/** What is on the screen counts as read by this agent: messages, and the latest note that names them. */
function useReadByMe(c: Conversation, named: string | undefined) {
  const client = useQueryClient()
  useEffect(() => {
    if (!c.unread || document.visibilityState !== 'visible') return
    void call('PUT', `/v1/conversations/${c.id}/read`).then(
      () => upsert(client, { ...c, unread: 0 }),
      () => undefined, // the next message tries again
    )
  }, [client, c])
  useEffect(() => {
    if (!named || document.visibilityState !== 'visible') return
    void call('PUT', `/v1/conversations/${c.id}/read`).then(announce, () => undefined)
  }, [c.id, named])
}

/** Shows the customer that their messages were read, once the holder has them on the screen. */
function useShownAsRead(c: Conversation, mine: boolean) {
  const inbound = c.last_message?.direction === 'in' ? c.last_message.at : null
  useEffect(() => {
    if (!mine || !inbound || document.visibilityState !== 'visible') return
    void call('POST', `/v1/conversations/${c.id}/read`).catch(() => undefined) // a courtesy, no more
  }, [c.id, mine, inbound])
}
