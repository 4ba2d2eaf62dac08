import type { QuickContent, QuickReply, When } from './types'
import { sameWeek } from './week'
import { named } from './zone'

/** The zone of whoever is looking. */
export const ownZone = () => named(Intl.DateTimeFormat().resolvedOptions().timeZone)

/** What a quick reply says; that of a new one is on at no time yet. */
export function contentOf(q: QuickReply | null): QuickContent {
  return q ? { name: q.name, text: q.text, when: q.when } : { name: '', text: '', when: { weekly: [], zone: ownZone() } }
}

/** How a time is said: weekly hours, a calendar's closed hours, or always. */
export type Kind = 'weekly' | 'outside' | 'always'

export const kindOf = (w: When): Kind => (w.always ? 'always' : w.outside_hours_of !== undefined ? 'outside' : 'weekly')

/** Another way of saying the time; the range of dates stays. */
export function ofKind(kind: Kind, w: When, zone: string, calendar: string): When {
  const range = { ...(w.from ? { from: w.from } : {}), ...(w.until ? { until: w.until } : {}) }
  if (kind === 'always') return { always: true, zone, ...range }
  return kind === 'outside' ? { outside_hours_of: calendar, ...range } : { weekly: w.weekly ?? [], zone, ...range }
}

/** Whether two times are the same. */
export function sameWhen(a: When, b: When): boolean {
  const rest = (w: When) => JSON.stringify([kindOf(w), w.zone ?? '', w.outside_hours_of ?? '', w.from ?? '', w.until ?? ''])
  return rest(a) === rest(b) && sameWeek(a.weekly ?? [], b.weekly ?? [])
}

/** The parts in which two differ. */
export function differing(a: QuickContent, b: QuickContent): (keyof QuickContent)[] {
  return (['name', 'text', 'when'] as const).filter((f) => (f === 'when' ? !sameWhen(a.when, b.when) : a[f].trim() !== b[f].trim()))
}

/** Whether the server could say when it is on. */
export function complete(w: When): boolean {
  if (w.from && w.until && w.from >= w.until) return false
  return w.always ? true : w.outside_hours_of !== undefined ? w.outside_hours_of !== '' : (w.weekly ?? []).length > 0 && !!w.zone
}

/** The last date on which it is on, of the first on which it is not; and back. */
export function dateBeside(date: string, by: 1 | -1): string {
  if (!date) return ''
  const d = new Date(`${date}T00:00:00Z`)
  d.setUTCDate(d.getUTCDate() + by)
  return Number.isNaN(d.getTime()) ? '' : d.toISOString().slice(0, 10)
}
