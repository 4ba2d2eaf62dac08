import type { QueryClient } from '@tanstack/react-query'
import { ApiError, call } from '../api/client'
import type { Conversation, Message, Person, Status } from '../api/types'
import { refresh } from '../inbox/conversations'
import { announce } from '../live'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
import { chat as words } from '../strings/chat'
import { common } from '../strings/common'
import { refreshMessages } from './messages'

/** Does something to a conversation, says how it went, and shows what it is then. */
async function act(client: QueryClient, c: Conversation, method: string, name: string, body?: unknown): Promise<boolean> {
  try {
    await call(method, `/v1/conversations/${c.id}/${name}`, { body, key: method === 'POST' ? crypto.randomUUID() : undefined })
    return true
  } catch (err) {
    const holder = err instanceof ApiError && err.kind === 'not-owner' ? err.problem?.owner : undefined
    say(holder ? words.takenNow(holder.name) : wordsOf(err), { bad: true })
    return false
  } finally {
    await refresh(client, c.id).catch(() => undefined)
    announce()
  }
}

/** Takes the conversation; of two who ask at once one gets it, the other is told who. */
export async function claim(client: QueryClient, c: Conversation) {
  return act(client, c, 'POST', 'claim')
}

/** Gives it back. */
export async function release(client: QueryClient, c: Conversation) {
  if (await act(client, c, 'POST', 'release')) say(words.done.released, { undo: { label: words.done.reopen, act: () => void claim(client, c) } })
}

/** Hands it to somebody. */
export async function transfer(client: QueryClient, c: Conversation, to: Person) {
  if (await act(client, c, 'POST', 'transfer', { user_id: to.id })) say(words.done.transferred(to.name))
}

/** Assign and close: leaves the ticket in a status and gives the conversation back. */
export async function close(client: QueryClient, c: Conversation, status: Status) {
  if (!(await act(client, c, 'POST', 'close', { status }))) return false
  say(words.done.closed(common.status[status]), {
    undo: {
      label: words.done.reopen,
      act: () => void claim(client, c).then((mine) => mine && c.status && act(client, c, 'PUT', 'status', { status: c.status })),
    },
  })
  return true
}

/** Sets the ticket's status by hand. */
export async function setStatus(client: QueryClient, c: Conversation, status: Status) {
  await act(client, c, 'PUT', 'status', { status })
}

/** Sets the labels; one that was taken away can be put back. */
export async function setLabels(client: QueryClient, c: Conversation, labels: string[]) {
  const gone = c.labels.filter((l) => !labels.includes(l))
  if (!(await act(client, c, 'PUT', 'labels', { labels })) || gone.length === 0) return
  const back = () => void act(client, c, 'PUT', 'labels', { labels: c.labels })
  say(words.done.unlabelled(gone.join(', ')), { undo: { label: words.done.reopen, act: back } })
}

/** Puts a reaction on a message of the customer; '' takes ours away. The former one can be had back. */
export async function react(client: QueryClient, c: Conversation, m: Message, emoji: string) {
  const former = m.reactions.find((r) => r.author === 'agent')?.emoji ?? ''
  const put = (e: string) => act(client, c, e ? 'PUT' : 'DELETE', `messages/${m.id}/reaction`, e ? { emoji: e } : undefined)
  const done = await put(emoji)
  await refreshMessages(client, c.id).catch(() => undefined)
  if (!done || former === emoji) return
  const back = () => void put(former).then(() => refreshMessages(client, c.id))
  say(emoji ? words.done.reacted(emoji) : words.done.reactionGone, { undo: { label: words.done.reopen, act: back } })
}

/** Makes another attempt at a message that did not arrive, or of which that is not known. */
export async function resend(client: QueryClient, c: Conversation, m: Message) {
  if (await act(client, c, 'POST', `messages/${m.id}/resend`)) say(words.done.resent)
  await refreshMessages(client, c.id).catch(() => undefined)
}

/** Notes what one found out about a message of unknown fate. */
export async function settle(client: QueryClient, c: Conversation, m: Message, sent: boolean) {
  await act(client, c, 'POST', `messages/${m.id}/settle`, { sent })
  await refreshMessages(client, c.id).catch(() => undefined)
}
