import { useState } from 'react'
import { useUser } from '../session'

/** A note as far as it is written: another conversation and a reload do not lose it, and another user does not find it. */
export function useNote(conversation: string) {
  const at = noteKey(useUser().id, conversation)
  const [text, set] = useState(() => readNote(at))
  const change = (to: string | ((now: string) => string)) =>
    set((now) => {
      const next = typeof to === 'string' ? to : to(now)
      keepNote(at, next)
      return next
    })
  return [text, change] as const
}

export function noteKey(user: string, conversation: string): string {
  return `parley:note ${user} ${conversation}`
}

export function readNote(at: string): string {
  try {
    return sessionStorage.getItem(at) ?? ''
  } catch {
    return ''
  }
}

export function keepNote(at: string, text: string) {
  try {
    if (text) sessionStorage.setItem(at, text)
    else sessionStorage.removeItem(at)
  } catch {
    // a full or forbidden storage: it lives as long as the conversation is open then
  }
}
