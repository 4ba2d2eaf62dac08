import type { QueryClient } from '@tanstack/react-query'
import { ApiError, call } from '../api/client'
import type { Conversation, Person, Status } from '../api/types'
import { refresh } from '../inbox/conversations'
import { announce } from '../live'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
import { chat as words } from '../strings/chat'
import { common } from '../strings/common'

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

/** Sets the labels. */
export async function setLabels(client: QueryClient, c: Conversation, labels: string[]) {
  await act(client, c, 'PUT', 'labels', { labels })
}
