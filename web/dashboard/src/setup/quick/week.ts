import type { components } from '../../api/schema.gen'

export type Interval = components['schemas']['Interval']
export type Day = Interval['day']

/** The days of a week, in the order in which they are shown. */
export const days: readonly Day[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** Minutes of a day, and of a week. */
export const day = 24 * 60
const week = 7 * day

/** A stretch of the week in minutes since Monday 00:00; its end may lie past Sunday's midnight. */
export interface Stretch {
  from: number
  to: number
}

/** Minutes since midnight of a time such as 09:30, up to 24:00. */
export function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}

/** A time such as 09:30. */
export const timeOf = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** The stretches of a week: in order, apart from each other; one that runs over Sunday's midnight is one. */
export function stretchesOf(intervals: Interval[]): Stretch[] {
  const flat = merged(intervals.flatMap((i) => split(whole(i))))
  const [first, last] = [flat[0], flat.at(-1)]
  if (flat.length > 1 && first && last && first.from === 0 && last.to === week) {
    return [...flat.slice(1, -1), { from: last.from, to: week + first.to }]
  }
  return flat
}

/** What is on by the clock of one day, cut at its midnights: what a row of the grid shows. */
export function onDay(stretches: Stretch[], at: number): Stretch[] {
  return stretches
    .flatMap(split)
    .map((s) => ({ from: Math.max(s.from, at * day) - at * day, to: Math.min(s.to, (at + 1) * day) - at * day }))
    .filter((s) => s.from < s.to)
    .sort((a, b) => a.from - b.from)
}

/** Intervals as the API has them, none longer than 24 hours; what runs over midnight is written once, on the day it begins. */
export function intervalsOf(stretches: Stretch[]): Interval[] {
  const all: Interval[] = []
  for (const s of stretches) {
    for (let from = s.from; from < s.to; ) {
      const at = Math.floor(from / day)
      const midnight = (at + 1) * day
      const to = s.to - from <= day ? s.to : midnight
      all.push({ day: days[at % 7] as Day, from: timeOf(from % day), to: to % day === 0 ? '24:00' : timeOf(to % day) })
      from = to
    }
  }
  return all.sort((a, b) => begin(a) - begin(b))
}

/** The intervals with a stretch put in, or taken out. */
export function painted(intervals: Interval[], what: Stretch, on: boolean): Interval[] {
  const now = stretchesOf(intervals).flatMap(split)
  const part = split(what)
  const next = on ? [...now, ...part] : part.reduce((left, p) => left.flatMap((s) => without(s, p)), now)
  return intervalsOf(stretchesOf(next.flatMap((s) => intervalsOf([s]))))
}

/** All the time that these are not. */
export function outside(intervals: Interval[]): Interval[] {
  const left = stretchesOf(intervals).flatMap(split).reduce((free, p) => free.flatMap((s) => without(s, p)), [{ from: 0, to: week }])
  return intervalsOf(stretchesOf(intervalsOf(left)))
}

/** Whether two say the same of every minute. */
export const sameWeek = (a: Interval[], b: Interval[]) => JSON.stringify(stretchesOf(a)) === JSON.stringify(stretchesOf(b))

/** How much of an hour of a day is on. */
export function hourOn(stretches: Stretch[], at: number, hour: number): 'on' | 'off' | 'part' {
  const minutes = onDay(stretches, at).reduce((sum, s) => sum + Math.max(0, Math.min(s.to, (hour + 1) * 60) - Math.max(s.from, hour * 60)), 0)
  return minutes === 60 ? 'on' : minutes === 0 ? 'off' : 'part'
}

const begin = (i: Interval) => days.indexOf(i.day) * day + minutesOf(i.from)

// Not after its begin means on the next day; equal times are 24 hours.
function whole(i: Interval): Stretch {
  const [from, to] = [begin(i), days.indexOf(i.day) * day + minutesOf(i.to)]
  return { from, to: to > from ? to : to + day }
}

// What runs out of the week runs into it.
function split(s: Stretch): Stretch[] {
  return s.to > week ? [{ from: s.from, to: week }, { from: 0, to: s.to - week }] : [s]
}

function merged(stretches: Stretch[]): Stretch[] {
  const all: Stretch[] = []
  for (const s of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last && s.from <= last.to) last.to = Math.max(last.to, s.to)
    else all.push({ ...s })
  }
  return all
}

function without(s: Stretch, p: Stretch): Stretch[] {
  return [
    { from: s.from, to: Math.min(s.to, p.from) },
    { from: Math.max(s.from, p.to), to: s.to },
  ].filter((rest) => rest.from < rest.to)
}
