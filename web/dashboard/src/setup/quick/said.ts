import { quick as words } from '../../strings/quick'
import { dateBeside, kindOf } from './content'
import type { Calendar, QuickReply, When } from './types'
import { stretchesOf } from './week'

/** An instant with its day of the week, by the clocks of a zone; those of whoever is looking if none is given. */
export function instantIn(at: string, zone?: string): string {
  return new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(zone ? { timeZone: zone } : {}) }).format(new Date(at))
}

/** How a quick reply stands now, by the clocks of a zone: on and until when, or when it comes on; what would be, for one that is not active. */
export function stateOf(q: QuickReply, zone?: string): string {
  const { on, until } = q.state
  const state = on ? (until ? words.onUntil(instantIn(until, zone)) : words.onAlways) : until ? words.nextAt(instantIn(until, zone)) : words.notComing
  return q.status === 'active' ? state : words.would(state)
}

/** A time in a few words. */
export function whenOf(w: When, calendars: Calendar[]): string {
  const range = w.from || w.until ? `, ${words.range(w.from ?? '', dateBeside(w.until ?? '', -1))}` : ''
  switch (kindOf(w)) {
    case 'always':
      return words.whenAlways + range
    case 'outside':
      return words.whenOutside(calendars.find((c) => c.id === w.outside_hours_of)?.name ?? '…') + range
    default:
      return `${words.whenWeekly(stretchesOf(w.weekly ?? []).reduce((sum, s) => sum + s.to - s.from, 0) / 60)}, ${w.zone ?? ''}${range}`
  }
}
