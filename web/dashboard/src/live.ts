import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { ApiError, call } from './api/client'
import { refresh } from './inbox/conversations'
import { refreshMessages } from './chat/messages'
import { notePresence, type Presence } from './presence'
import { ended } from './session'
import { listen } from './stream'
import { noteTyping, type Typing } from './typing'

/** Told that lists may look different now. */
const news = new EventTarget()
let connected = true
const watchers = new Set<() => void>()

function setConnected(is: boolean) {
  if (is === connected) return
  connected = is
  watchers.forEach((tell) => tell())
}

/** Whether news arrive by themselves. */
export function useConnected(): boolean {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
    () => connected,
  )
}

/** Calls when lists may look different, at most twice a second. */
export function useNews(heard: () => void) {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        heard()
      }, 500)
    }
    news.addEventListener('news', soon)
    return () => {
      news.removeEventListener('news', soon)
      clearTimeout(timer)
    }
  }, [heard])
}

/** Says that lists may look different: after one's own act, without waiting for the server to say so. */
export function announce() {
  news.dispatchEvent(new Event('news'))
}

/** Follows the server's events for as long as the component is there. */
export function useLive(open: string | null) {
  const client = useQueryClient()
  useEffect(() => follow(client, () => openNow), [client])
  useEffect(() => {
    openNow = open
  }, [open])
}

let openNow: string | null = null

function follow(client: QueryClient, open: () => string | null): () => void {
  const changed = new Set<string>()
  let flushing: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    flushing = undefined
    const id = open()
    if (id && changed.has(id)) void show(client, id)
    changed.clear()
    announce()
  }
  const note = (id: unknown) => {
    changed.add(String(id))
    flushing ??= setTimeout(flush, 100)
  }
  const all = () => {
    const id = open()
    if (id) void show(client, id)
    announce()
  }
  const stop = listen({
    connected: setConnected,
    refused: () => void signedIn(client),
    heard: (name, data) => {
      if (name === 'conversation') note(data.id)
      else if (name === 'message') note(data.conversation_id)
      else if (name === 'presence') notePresence(data as unknown as Presence)
      else if (name === 'reset') all()
      else noteTyping(data as unknown as Typing)
    },
  })
  // Without a connection, and now and then with one: nothing is missed for long.
  let ticks = 0
  const poll = setInterval(() => {
    if (document.visibilityState === 'visible' && (!connected || ++ticks % 12 === 0)) all()
  }, 5_000)
  const back = () => document.visibilityState === 'visible' && all()
  document.addEventListener('visibilitychange', back)
  return () => {
    stop()
    clearTimeout(flushing)
    clearInterval(poll)
    document.removeEventListener('visibilitychange', back)
  }
}

async function show(client: QueryClient, id: string) {
  try {
    await Promise.all([refresh(client, id), refreshMessages(client, id)])
  } catch (err) {
    if (err instanceof ApiError && err.status === 401) ended(client)
    // Anything else is tried again with the next news or poll.
  }
}

async function signedIn(client: QueryClient) {
  try {
    await call('GET', '/v1/session')
  } catch (err) {
    if (err instanceof ApiError && err.status === 401) ended(client)
  }
}
