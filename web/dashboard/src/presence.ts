import { useEffect, useSyncExternalStore } from 'react'
import type { Person } from './api/types'
import { call } from './api/client'

/** A colleague looks at a conversation, or has left it. */
export interface Presence {
  conversation_id: string
  user: Person
  here: boolean
}

const shownFor = 30_000
const saidEvery = 20_000

type People = Map<string, { user: Person; until: number }>

let there = new Map<string, People>()
let shown = new Map<string, Person[]>()
const nobody: Person[] = []
const listeners = new Set<() => void>()
const arrivals = new EventTarget()

function tell() {
  const now = Date.now()
  there = new Map([...there].map(([id, people]) => [id, new Map([...people].filter(([, p]) => p.until > now))]))
  shown = new Map([...there].map(([id, people]) => [id, [...people.values()].map((p) => p.user)]))
  listeners.forEach((listener) => listener())
}

/** Notes that somebody has come or gone; who comes is counted on for 30 seconds. */
export function notePresence(p: Presence) {
  const people: People = new Map(there.get(p.conversation_id))
  const known = people.has(p.user.id)
  if (p.here) people.set(p.user.id, { user: p.user, until: Date.now() + shownFor })
  else people.delete(p.user.id)
  there.set(p.conversation_id, people)
  tell()
  if (!p.here) return
  setTimeout(tell, shownFor + 50)
  if (!known) arrivals.dispatchEvent(new CustomEvent('arrival', { detail: p.conversation_id }))
}

/** Who else looks at a conversation now. */
export function usePresence(conversation: string): Person[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => shown.get(conversation) ?? nobody,
  )
}

/** Tells colleagues that one looks at a conversation, for as long as it is on the screen. */
export function useLooking(conversation: string) {
  useEffect(() => {
    const path = `/v1/conversations/${conversation}/presence`
    let here = false
    const say = (leaving = false) => {
      const looks = !leaving && document.visibilityState === 'visible'
      if (!looks && !here) return
      here = looks
      void call(looks ? 'PUT' : 'DELETE', path, { keepalive: !looks }).catch(() => undefined) // a courtesy, no more
    }
    const again = () => say()
    // Who has just come does not know who is there already.
    const greet = (e: Event) => (e as CustomEvent<string>).detail === conversation && say()
    say()
    const timer = setInterval(again, saidEvery)
    const leave = () => say(true)
    document.addEventListener('visibilitychange', again)
    addEventListener('pagehide', leave)
    arrivals.addEventListener('arrival', greet)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', again)
      removeEventListener('pagehide', leave)
      arrivals.removeEventListener('arrival', greet)
      leave()
    }
  }, [conversation])
}
