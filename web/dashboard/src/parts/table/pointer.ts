import { useEffect, useRef, useState, type RefObject } from 'react'
import { useCommands, type Command } from '../../frame/commands'
import { table as words } from '../../strings/table'
import type { RowAction } from './column'

interface Rows {
  keys: string[]
  box: RefObject<HTMLElement | null>
  /** Brings a row into view. */
  scroll: (index: number) => void
  open?: ((index: number) => void) | undefined
  select?: ((index: number) => void) | undefined
  actions?: ((index: number) => RowAction[]) | undefined
  /** Opens the menu of a row. */
  menu: (key: string) => void
  /** Whether another table of the page has the keys. */
  off: boolean
}

/** The row that is pointed at by keyboard: j and k move, Enter opens, x selects, and a full stop shows what can be done. */
export function usePointer({ keys, box, scroll, open, select, actions, menu, off }: Rows) {
  const [key, setKey] = useState<string | null>(null)
  const at = key === null ? -1 : keys.indexOf(key)
  const moved = useRef(false)
  const move = (step: number) => {
    const to = Math.min(Math.max(at + step, 0), keys.length - 1)
    const next = keys[to]
    if (next === undefined) return
    moved.current = true
    setKey(next)
    scroll(to)
  }
  // The row may be drawn only once it has been scrolled to.
  useEffect(() => {
    if (!moved.current || key === null) return
    moved.current = false
    let frame = 0
    const focus = (tries: number) => {
      const row = box.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
      if (row) row.focus({ preventScroll: true })
      else if (tries > 0) frame = requestAnimationFrame(() => focus(tries - 1))
    }
    focus(10)
    return () => cancelAnimationFrame(frame)
  }, [key, box])

  const none = off || at < 0
  const acts = none || !actions ? [] : actions(at)
  const commands: Command[] = [
    { id: 'row-next', keys: 'j', label: words.nextRow, group: 'move', run: () => move(1), off: off || keys.length === 0 },
    { id: 'row-previous', keys: 'k', label: words.previousRow, group: 'move', run: () => move(-1), off: off || keys.length === 0 },
    ...(open ? [{ id: 'row-open', keys: 'Enter', label: words.openRow, group: 'move' as const, run: () => open(at), off: none }] : []),
    ...(select ? [{ id: 'row-select', keys: 'x', label: words.selectRow, group: 'move' as const, run: () => select(at), off: none }] : []),
    ...(actions ? [{ id: 'row-menu', keys: '.', label: words.rowMenu, group: 'move' as const, run: () => key !== null && menu(key), off: none || acts.length === 0 }] : []),
    ...acts.map((a) => ({ id: `row-act-${a.label}`, label: a.label, group: 'act' as const, run: a.run, off: a.off ?? false })),
  ]
  useCommands(commands)
  return { key, point: setKey }
}
