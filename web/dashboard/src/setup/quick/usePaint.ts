import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type PointerEvent, type RefObject } from 'react'
import { day as dayLength, hourOn, painted, stretchesOf, type Interval } from './week'

interface Cell {
  day: number
  hour: number
}

interface Stroke {
  begin: Cell
  end: Cell
  /** Whether it puts hours in, or takes them out. */
  on: boolean
}

/** The brush of the week: where it stands, what a stroke would make, and what becomes of it when it ends. */
export function usePaint(grid: RefObject<HTMLDivElement | null>, intervals: Interval[], reads: boolean, onChange: (intervals: Interval[]) => void) {
  const [at, setAt] = useState<Cell>({ day: 0, hour: 9 })
  const [stroke, setStroke] = useState<Stroke | null>(null)
  const shown = stroke ? applied(intervals, stroke) : intervals
  const latest = useRef({ intervals, onChange })
  latest.current = { intervals, onChange }
  const painting = stroke !== null

  // The window is listened to: a finger holds on to the cell on which it came down.
  useEffect(() => {
    if (!painting) return
    // A fast hand is done before what it last touched is drawn.
    let now = stroke
    const moved = (e: globalThis.PointerEvent) => {
      const end = cellOf(document.elementFromPoint(e.clientX, e.clientY))
      if (end && now) setStroke((now = { ...now, end }))
    }
    const done = () => {
      if (now) latest.current.onChange(applied(latest.current.intervals, now))
      setStroke(null)
    }
    const off = () => setStroke(null)
    addEventListener('pointermove', moved)
    addEventListener('pointerup', done)
    addEventListener('pointercancel', off)
    return () => {
      removeEventListener('pointermove', moved)
      removeEventListener('pointerup', done)
      removeEventListener('pointercancel', off)
    }
  }, [painting])

  const isOn = (c: Cell) => hourOn(stretchesOf(intervals), c.day, c.hour) === 'on'
  const stand = (c: Cell) => {
    setAt(c)
    grid.current?.querySelector<HTMLElement>(`[data-cell="${c.day}-${c.hour}"]`)?.focus()
  }
  return {
    at,
    shown,
    press(e: PointerEvent) {
      const cell = cellOf(e.target as Element)
      if (!cell || reads || e.button !== 0) return
      e.preventDefault()
      stand(cell)
      setStroke({ begin: cell, end: cell, on: !isOn(cell) })
    },
    /** A cell was come to, by whatever means: the brush stands there. */
    come(e: FocusEvent) {
      const cell = cellOf(e.target as Element)
      if (cell) setAt(cell)
    },
    key(e: KeyboardEvent) {
      if (e.ctrlKey || e.metaKey || e.altKey) return
      const paints = e.key === ' ' || e.key === 'Enter'
      const to = paints ? at : stepped(at, e.key)
      if (!to) return
      e.preventDefault()
      e.stopPropagation()
      // With Shift the brush stays as it was: on beside what is on, off beside what is off.
      if (!reads && paints) onChange(applied(intervals, { begin: at, end: at, on: !isOn(at) }))
      else if (!reads && e.shiftKey) onChange(applied(intervals, { begin: to, end: to, on: isOn(at) }))
      if (!paints) stand(to)
    },
  }
}

// A stroke paints the same hours on each of the days that it crosses.
function applied(intervals: Interval[], { begin, end, on }: Stroke): Interval[] {
  const [first, last] = [Math.min(begin.hour, end.hour), Math.max(begin.hour, end.hour)]
  let next = intervals
  for (let d = Math.min(begin.day, end.day); d <= Math.max(begin.day, end.day); d++) {
    next = painted(next, { from: d * dayLength + first * 60, to: d * dayLength + (last + 1) * 60 }, on)
  }
  return next
}

function cellOf(element: Element | null): Cell | null {
  const [day, hour] = (element?.closest<HTMLElement>('[data-cell]')?.dataset.cell ?? '').split('-').map(Number)
  return day === undefined || hour === undefined ? null : { day, hour }
}

function stepped(at: Cell, key: string): Cell | null {
  const rtl = document.documentElement.dir === 'rtl' ? -1 : 1
  const moves: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -rtl], ArrowRight: [0, rtl], Home: [0, -24], End: [0, 24] }
  const move = moves[key]
  if (!move) return null
  return { day: Math.min(6, Math.max(0, at.day + move[0])), hour: Math.min(23, Math.max(0, at.hour + move[1])) }
}
