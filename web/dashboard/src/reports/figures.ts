import { reports as words } from '../strings/reports'

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })
const tenth = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 })
const signed = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' })

/** A count. */
export const count = (n: number) => whole.format(n)

/** A part of a whole; nothing of nothing is no share. */
export const share = (n: number, of: number) => (of > 0 ? percent.format(n / of) : words.none)

/** How long something took, in the largest unit of which there is more than one. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return words.none
  if (seconds < 90) return words.seconds(whole.format(seconds))
  if (seconds < 90 * 60) return words.minutes(few(seconds / 60))
  if (seconds < 48 * 3600) return words.hoursLong(few(seconds / 3600))
  return words.daysLong(few(seconds / 86400))
}

const few = (n: number) => (n < 10 ? tenth : whole).format(n)

/** By how much something changed; null where there was nothing to compare with. */
export function change(now: number, before: number): string | null {
  return before > 0 ? signed.format(now / before - 1) : null
}
