/** A unit that people write a span of time in, with its milliseconds. */
export const units = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 } as const
export type Unit = keyof typeof units

/** A span as it is written: '' for not set. */
export interface Span {
  amount: string
  unit: Unit
}

/** The span in the largest unit that has it without a fraction. */
export function spanOf(ms: number | null | undefined, fallback: number): Span {
  const of = ms ?? fallback
  const unit = (Object.keys(units) as Unit[]).reverse().find((u) => of !== 0 && of % units[u] === 0) ?? 's'
  return { amount: ms === null || ms === undefined ? '' : String(of / units[unit]), unit }
}

/** Its milliseconds: null for not set, undefined for what is no number. */
export function msOf(s: Span): number | null | undefined {
  if (s.amount.trim() === '') return null
  const amount = Number(s.amount.trim().replace(',', '.'))
  return Number.isFinite(amount) && amount >= 0 ? Math.round(amount * units[s.unit]) : undefined
}

/** A span in words, such as 24 hours. */
export function inWords(ms: number, names: Record<Unit, string>): string {
  const s = spanOf(ms, ms)
  return `${s.amount} ${names[s.unit]}`
}
