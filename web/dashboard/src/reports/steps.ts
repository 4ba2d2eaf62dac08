import type { Column } from '../parts/table/DataTable'
import { reports as words } from '../strings/reports'
import { count, duration } from './figures'
import type { Count, Overview, Step, Times } from './types'

/** A step with what there was in the same place before, where that is compared. */
export interface Point {
  begin: string
  /** As the axis says it, and in full. */
  tick: string
  label: string
  step: Step
  before: Step | undefined
}

/** The steps of an overview, named by the clock of its zone. */
export function pointsOf(o: Overview): Point[] {
  const tick = formats[o.range.unit]?.(o.range.zone)
  const full = new Intl.DateTimeFormat(undefined, { timeZone: o.range.zone, ...(o.range.unit === 'hour' ? { dateStyle: 'medium', timeStyle: 'short' } : { dateStyle: 'full' }) })
  return o.steps.map((step, i) => {
    const at = new Date(step.begin)
    return { begin: step.begin, tick: tick?.format(at) ?? '', label: full.format(at), step, before: o.previous_steps[i] }
  })
}

const formats: Record<string, (timeZone: string) => Intl.DateTimeFormat> = {
  hour: (timeZone) => new Intl.DateTimeFormat(undefined, { timeZone, hour: '2-digit', minute: '2-digit' }),
  day: (timeZone) => new Intl.DateTimeFormat(undefined, { timeZone, day: 'numeric', month: 'short' }),
  week: (timeZone) => new Intl.DateTimeFormat(undefined, { timeZone, day: 'numeric', month: 'short' }),
  month: (timeZone) => new Intl.DateTimeFormat(undefined, { timeZone, month: 'short', year: 'numeric' }),
}

/** The column that says which step it is. */
const when = (unit: string): Column<Point> => ({ id: 'begin', label: words.step[unit] ?? unit, width: 220, cell: (p) => p.label, text: (p) => p.begin })

/** A table of counts, with those of before beside them. */
export function countColumns(o: Overview, of: { id: string; label: string; value: (s: Step) => number }[]): Column<Point>[] {
  const compared = o.previous_steps.length > 0
  return [
    when(o.range.unit),
    ...of.flatMap(({ id, label, value }): Column<Point>[] => [
      { id, label, align: 'end', cell: (p) => count(value(p.step)), text: (p) => String(value(p.step)) },
      ...(compared ? [{ id: `${id}-before`, label: words.before(label), align: 'end' as const, cell: (p: Point) => (p.before ? count(value(p.before)) : words.none), text: (p: Point) => (p.before ? String(value(p.before)) : '') }] : []),
    ]),
  ]
}

/** A table of how long something took. */
export function timeColumns(o: Overview, of: (s: Step) => Times): Column<Point>[] {
  const column = (id: 'median' | 'p90', label: string): Column<Point> => ({ id, label, align: 'end', cell: (p) => duration(of(p.step)[id]), text: (p) => of(p.step)[id]?.toFixed(1) ?? '' })
  return [when(o.range.unit), { id: 'count', label: words.measure, align: 'end', cell: (p) => count(of(p.step).count), text: (p) => String(of(p.step).count) }, column('median', words.series.median), column('p90', words.series.p90)]
}

/** A series that is one of the counts. */
export const counted = (id: Count & keyof typeof words.series) => ({ id, label: words.series[id], value: (s: Step) => s.numbers[id] })
