import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { ApiError, call } from '../api/client'
import type { Message, Person } from '../api/types'
import { refresh } from '../inbox/conversations'
import { announce } from '../live'
import { wordsOf } from '../parts/problem'
import { useUser, userOf } from '../session'
import { chat as words } from '../strings/chat'
import { refreshMessages } from './messages'
import { keep, kept } from './unsent'

/** What an agent has written and the history does not show yet. */
export interface Outgoing {
  /** Idempotency-Key of every try, so that it is sent once. */
  key: string
  /** The user who wrote it: at this browser it is nobody else's to see or to send. */
  by: string
  conversation: string
  /** The body, and the words of a template. */
  text: string
  files: { id: string; name: string }[]
  template?: unknown
  /** The message that this one answers. */
  replyTo?: Message | undefined
  /** Who is named in a note. */
  mentions?: Person[]
  note: boolean
  at: string
  state: 'sending' | 'failed'
  /** Why it failed, in words. */
  reason: string
  /** The message it became, once the server has it. */
  messageId: string | null
}

let all: Outgoing[] = kept(words.interrupted)
const listeners = new Set<() => void>()
const none: Outgoing[] = []
let groups = grouped(all)

function set(next: Outgoing[]) {
  all = next
  groups = grouped(all)
  keep(all)
  listeners.forEach((tell) => tell())
}

function groupOf(by: string, conversation: string) {
  return `${by} ${conversation}`
}

function grouped(items: Outgoing[]) {
  const found = new Map<string, Outgoing[]>()
  for (const o of items) {
    const group = groupOf(o.by, o.conversation)
    found.set(group, [...(found.get(group) ?? []), o])
  }
  return found
}

/** What the user has written in a conversation and still has to be sent, oldest first. */
export function useOutbox(conversation: string): Outgoing[] {
  const group = groupOf(useUser().id, conversation)
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => groups.get(group) ?? none,
  )
}

type Written = Pick<Outgoing, 'conversation' | 'text' | 'files' | 'note' | 'template' | 'replyTo' | 'mentions'>

/** Shows what was written at once, and sends it. */
export function send(client: QueryClient, written: Written) {
  const o: Outgoing = {
    ...written, key: crypto.randomUUID(), by: userOf(client)?.id ?? '', at: new Date().toISOString(), state: 'sending', reason: '', messageId: null,
  }
  set([...all, o])
  void attempt(client, o)
}

/** Tries again, under the same key: had it arrived after all, it is not sent twice. */
export function retry(client: QueryClient, o: Outgoing) {
  change(o, { state: 'sending', reason: '' })
  void attempt(client, o)
}

/** Takes one out: it is in the history, or its writer thought better of it. */
export function discard(o: Outgoing) {
  set(all.filter((other) => other.key !== o.key))
}

async function attempt(client: QueryClient, o: Outgoing) {
  const at = `/v1/conversations/${o.conversation}`
  try {
    const text = o.text === '' || o.template ? undefined : o.text
    const attachments = o.files.length ? o.files.map((f) => ({ id: f.id })) : undefined
    const mentions = o.mentions?.length ? o.mentions.map((p) => p.id) : undefined
    const body = o.template ? { template: o.template } : { text, attachments, mentions, reply_to: o.replyTo?.id }
    const got = await call<{ message_id?: string; id?: string }>('POST', `${at}/${o.note ? 'notes' : 'messages'}`, { body, key: o.key })
    change(o, { messageId: got.message_id ?? got.id ?? null })
    await Promise.allSettled([refreshMessages(client, o.conversation), refresh(client, o.conversation)])
    discard(o)
    announce()
  } catch (err) {
    change(o, { state: 'failed', reason: reasonOf(err) })
    void refresh(client, o.conversation).catch(() => undefined) // who holds it now
  }
}

function reasonOf(err: unknown): string {
  return err instanceof ApiError ? wordsOf(err) : String(err)
}

function change(o: Outgoing, to: Partial<Outgoing>) {
  set(all.map((other) => (other.key === o.key ? { ...other, ...to } : other)))
}
