import { named, zones as every } from '../setup/quick/zone'

/** What a report is about; '' is everything. */
export interface ReportFilters {
  /** How many days up to today, as text; '' where from and to say which. */
  days: string
  from: string
  to: string
  zone: string
  inbox: string
  agent: string
  campaign: string
  compare: boolean
}

/** The ranges that are one press away. */
export const spans = [1, 7, 28, 90, 365] as const
const usual = '28'

const ids = /^[0-9a-f-]{36}$/i
const day = /^\d{4}-\d{2}-\d{2}$/

/** The time zone of the browser. */
export const ownZone = () => named(Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC')

/** The filters that an address names; what the API would refuse is left out. */
export function filtersOf(search: URLSearchParams): ReportFilters {
  const get = (name: string, like: RegExp) => {
    const value = search.get(name) ?? ''
    return like.test(value) ? value : ''
  }
  const from = get('from', day)
  const to = get('to', day)
  const chosen = from !== '' && to !== '' && from <= to
  const days = search.get('days') ?? ''
  return {
    days: chosen ? '' : spans.some((n) => String(n) === days) ? days : usual,
    from: chosen ? from : '',
    to: chosen ? to : '',
    zone: zoneOf(search.get('zone') ?? ''),
    inbox: get('inbox', ids),
    agent: get('agent', ids),
    campaign: get('agent', ids) ? '' : get('campaign', ids),
    compare: search.get('compare') === 'previous',
  }
}

/** The address of a report with these filters; what is usual is not in it. */
export function reportPath(report: string, f: ReportFilters): string {
  const query = new URLSearchParams()
  const put = (name: string, value: string) => value && query.set(name, value)
  put('days', f.days === usual ? '' : f.days)
  put('from', f.from)
  put('to', f.to)
  put('zone', f.zone === ownZone() ? '' : f.zone)
  put('inbox', f.inbox)
  put('agent', f.agent)
  put('campaign', f.campaign)
  put('compare', f.compare ? 'previous' : '')
  const text = query.toString()
  return `/reports/${report}${text ? `?${text}` : ''}`
}

/** The first and the last day that the filters mean, by the clock of their zone. */
export function daysOf(f: ReportFilters, now: Date): { from: string; to: string } {
  if (f.from) return { from: f.from, to: f.to }
  const to = dateIn(f.zone, now)
  const first = new Date(`${to}T00:00:00Z`)
  first.setUTCDate(first.getUTCDate() - Number(f.days) + 1)
  return { from: first.toISOString().slice(0, 10), to }
}

/** The date of an instant in a time zone. */
export function dateIn(zone: string, at: Date): string {
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at)
}

// Browsers list one name of each zone, and know the others.
function zoneOf(name: string): string {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat(undefined, { timeZone: name }) ? name : ownZone()
  } catch {
    return ownZone()
  }
}

/** The names of time zones, some that must be among them. */
export function zones(...such: string[]): string[] {
  return [...new Set([...such, ownZone(), ...every()])].sort()
}
