import { useSyncExternalStore } from 'react'
import type { Person } from './api/types'

/** Somebody writes: a colleague, or the customer, who is not named. */
export interface Typing {
  conversation_id: string
  user?: Person
}

const shownFor = 5_000
let writing = new Map<string, Typing>()
const listeners = new Set<() => void>()

/** Notes that somebody writes; it is shown for five seconds. */
export function noteTyping(t: Typing) {
  writing = new Map(writing).set(t.conversation_id, t)
  listeners.forEach((tell) => tell())
  setTimeout(() => {
    if (writing.get(t.conversation_id) !== t) return
    writing = new Map(writing)
    writing.delete(t.conversation_id)
    listeners.forEach((tell) => tell())
  }, shownFor)
}

/** Who writes in a conversation now. */
export function useTyping(conversation: string): Typing | undefined {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => writing.get(conversation),
  )
}
