import type { components } from '../../api/schema.gen'

export type Holiday = components['schemas']['Holiday']
type Hours = components['schemas']['Hours']

/** A holiday while it is edited: its hours are as they were typed, right or not. */
export interface HolidayRow {
  /** Tells it from the others for as long as it is edited, wherever it stands. */
  key: string
  date: string
  name: string
  hours: string
}

/** Holidays to be edited; one of a date that was edited before goes on as that row. */
export function rowsOf(holidays: Holiday[], before: HolidayRow[] = []): HolidayRow[] {
  const keys = new Map(before.map((r) => [r.date, r.key]))
  return holidays.map((h) => {
    const key = keys.get(h.date) ?? crypto.randomUUID()
    keys.delete(h.date)
    return { key, date: h.date, name: h.name ?? '', hours: hoursSaid(h.open) }
  })
}

/** The holidays that rows say; null where the hours of one are not right. */
export function holidaysOf(rows: HolidayRow[]): Holiday[] | null {
  const all: Holiday[] = []
  for (const { date, name, hours } of rows) {
    const open = hoursIn(hours)
    if (!open) return null
    all.push({ date, ...(name ? { name } : {}), ...(open.length > 0 ? { open } : {}) })
  }
  return all
}

/** Whether a holiday is every year's. */
export const isYearly = (date: string) => date.startsWith('--')

/** Holidays as they are pasted, one on each line, and the numbers of the lines that begin with no date. */
export function holidaysIn(text: string): { holidays: Holiday[]; wrong: number[] } {
  const holidays: Holiday[] = []
  const wrong: number[] = []
  text.split(/\r?\n/).forEach((line, i) => {
    if (!line.trim()) return
    const [, year, rest, name] = /^\s*(\d{4}-|--)?(\d{2}-\d{2})(?:[\s,;:\t]+(.*))?$/.exec(line) ?? []
    const date = rest ? (year && year !== '--' ? year + rest : `--${rest}`) : ''
    if (!isDate(date)) return wrong.push(i + 1)
    holidays.push({ date, ...(name?.trim() ? { name: name.trim() } : {}) })
  })
  return { holidays, wrong }
}

/** Holidays in the order of the year, each date once: the later one holds. */
export function joined<T extends { date: string }>(now: T[], more: T[]): T[] {
  const all = new Map([...now, ...more].map((h) => [h.date, h]))
  return [...all.values()].sort((a, b) => a.date.replace(/^--/, '9999-').localeCompare(b.date.replace(/^--/, '9999-')))
}

/** Opening hours as they are written: 10:00-12:00, 14:00-16:00; nothing is closed all day. Null if they are not right. */
export function hoursIn(text: string): Hours[] | null {
  const hours: Hours[] = []
  for (const part of text.split(',').map((p) => p.trim()).filter(Boolean)) {
    const [, from, to] = /^(\d{2}:\d{2})\s*[-–]\s*(\d{2}:\d{2})$/.exec(part) ?? []
    if (!from || !to || from > '23:59' || to > '24:00' || from.slice(3) > '59' || to.slice(3) > '59') return null
    hours.push({ from, to })
  }
  return hours
}

/** Opening hours as hoursIn reads them. */
export const hoursSaid = (hours: Hours[] | undefined) => (hours ?? []).map((h) => `${h.from}-${h.to}`).join(', ')

// A leap year's day is a date of every year.
function isDate(date: string): boolean {
  const text = isYearly(date) ? `2000${date.slice(1)}` : date
  const d = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(d.getTime()) && d.toISOString().slice(0, 10) === text
}
