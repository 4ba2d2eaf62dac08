import { useEffect, useState } from 'react'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** The instant, to within a number of milliseconds; the component follows it. */
export function useNow(every = 15_000): number {
  const [now, set] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}

/** How long ago, in as few letters as a list has room for: now, 2m, 3h, 4d. */
export function ago(at: string, now: number): string {
  const past = now - Date.parse(at)
  if (past < minute) return 'now'
  if (past < hour) return `${Math.floor(past / minute)}m`
  if (past < day) return `${Math.floor(past / hour)}h`
  return `${Math.floor(past / day)}d`
}

/** What is left until an instant as h:mm, or m:ss in the last hour; null once it is over. */
export function left(until: string, now: number): string | null {
  const rest = Date.parse(until) - now
  if (rest <= 0) return null
  const [large, small] = rest < hour ? [Math.floor(rest / minute), Math.floor(rest / 1000) % 60] : [Math.floor(rest / hour), Math.floor(rest / minute) % 60]
  return `${large}:${String(small).padStart(2, '0')}`
}

/** How near the end of a window is: amber under two hours, red under fifteen minutes. */
export function urgency(until: string, now: number): 'calm' | 'soon' | 'now' {
  const rest = Date.parse(until) - now
  if (rest < 15 * minute) return 'now'
  return rest < 2 * hour ? 'soon' : 'calm'
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const date = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
const both = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** The time of day. */
export const timeOf = (at: string) => clock.format(new Date(at))
/** The day. */
export const dayOf = (at: string) => date.format(new Date(at))
/** Day and time. */
export const instantOf = (at: string) => both.format(new Date(at))
