import type { QueryClient } from '@tanstack/react-query'
import { ApiError, call } from '../api/client'
import type { Conversation, Person, Status } from '../api/types'
import { announce } from '../live'
import { wordsOf } from '../parts/problem'
import { inbox } from '../strings/inbox'
import { refresh } from './conversations'

/** What became of an act on several conversations. */
export interface Outcome {
  done: Conversation[]
  refused: { c: Conversation; why: string }[]
}

/** At most so many requests at once: the server has others to serve. */
const atOnce = 4

/** Does something to each, a few at a time; what is refused holds nothing up. */
export async function each(all: Conversation[], act: (c: Conversation) => Promise<unknown>): Promise<Outcome> {
  const outcome: Outcome = { done: [], refused: [] }
  const waiting = [...all]
  const work = async () => {
    for (let c = waiting.shift(); c; c = waiting.shift()) {
      try {
        await act(c)
        outcome.done.push(c)
      } catch (err) {
        outcome.refused.push({ c, why: whyOf(err) })
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return outcome
}

function whyOf(err: unknown): string {
  const holder = err instanceof ApiError && err.kind === 'not-owner' ? err.problem?.owner : undefined
  return holder ? inbox.heldBy(holder.name) : wordsOf(err)
}

const at = (c: Conversation) => `/v1/conversations/${c.id}`
const post = (c: Conversation, what: string, body?: unknown) => call('POST', `${at(c)}/${what}`, { body, key: crypto.randomUUID() })

/** An act on several conversations, and how it is taken back. */
export interface BulkAct {
  run: (c: Conversation) => Promise<unknown>
  undo?: (c: Conversation) => Promise<unknown>
  said: (n: number) => string
}

/** Puts a label on them. */
export const label = (name: string): BulkAct => ({
  run: (c) => (c.labels.includes(name) ? Promise.resolve() : call('PUT', `${at(c)}/labels`, { body: { labels: [...c.labels, name] } })),
  undo: (c) => call('PUT', `${at(c)}/labels`, { body: { labels: c.labels } }),
  said: (n) => inbox.bulk.labelled(n, name),
})

/** Takes them. */
export const take = (me: string): BulkAct => ({
  run: (c) => post(c, 'claim'),
  undo: (c) => (c.owner?.id === me ? Promise.resolve() : post(c, 'release')),
  said: inbox.bulk.taken,
})

/** Hands them to somebody. */
export const hand = (to: Person): BulkAct => ({
  run: (c) => post(c, 'transfer', { user_id: to.id }),
  said: (n) => inbox.bulk.handed(n, to.name),
})

/** Closes them with a status; those one held are held again if that is taken back. */
export const close = (status: Status, word: string, me: string): BulkAct => ({
  run: (c) => post(c, 'close', { status }),
  undo: async (c) => {
    if (c.status) await call('PUT', `${at(c)}/status`, { body: { status: c.status } })
    if (c.owner?.id === me) await post(c, 'claim')
  },
  said: (n) => inbox.bulk.closed(n, word),
})

/** Reads them again, wherever they are shown. */
export async function shown(client: QueryClient, all: Conversation[]) {
  await each(all, (c) => refresh(client, c.id))
  announce()
}
