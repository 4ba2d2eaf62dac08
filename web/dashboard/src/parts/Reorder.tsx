import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { reorder as words } from '../strings/reorder'
import '../style/reorder.css'
import { Icon } from './icons'

interface Props<T> {
  /** What the list is, for those who do not see it. */
  label: string
  items: T[]
  itemKey: (item: T) => string
  /** What an item is called. */
  name: (item: T) => string
  /** Nobody may move anything: the items stand as they are. */
  fixed?: boolean
  /** The item at `from` goes to `to`. */
  onMove: (from: number, to: number) => void
  children: (item: T, index: number) => ReactNode
}

/** An ordered list that is put in order by hand: by dragging the handle, by its arrow keys, or by the buttons beside it. */
export function Reorder<T>({ label, items, itemKey, name, fixed, onMove, children }: Props<T>) {
  const list = useRef<HTMLOListElement>(null)
  const [held, setHeld] = useState<string | null>(null)
  const [said, say] = useState('')
  const latest = useRef({ items, onMove })
  latest.current = { items, onMove }

  function move(from: number, to: number) {
    const item = latest.current.items[from]
    if (item === undefined || from === to || to < 0 || to >= latest.current.items.length) return
    latest.current.onMove(from, to)
    say(words.moved(name(item), to + 1, latest.current.items.length))
  }

  // The window is listened to: the handle itself moves in the document while it is held.
  useEffect(() => {
    if (held === null) return
    const moved = (e: globalThis.PointerEvent) => {
      const at = latest.current.items.findIndex((item) => itemKey(item) === held)
      const others = [...(list.current?.children ?? [])].filter((_, i) => i !== at)
      const above = others.filter((li) => {
        const box = li.getBoundingClientRect()
        return box.top + box.height / 2 < e.clientY
      })
      move(at, above.length)
    }
    const free = () => setHeld(null)
    addEventListener('pointermove', moved)
    addEventListener('pointerup', free)
    addEventListener('pointercancel', free)
    return () => {
      removeEventListener('pointermove', moved)
      removeEventListener('pointerup', free)
      removeEventListener('pointercancel', free)
    }
  }, [held])

  const pressed = (e: KeyboardEvent, at: number) => {
    const step = e.key === 'ArrowUp' ? -1 : e.key === 'ArrowDown' ? 1 : 0
    if (step === 0) return
    e.preventDefault()
    move(at, at + step)
  }
  const grab = (e: PointerEvent, key: string) => {
    if (e.button !== 0) return
    e.preventDefault()
    ;(e.currentTarget as HTMLElement).focus()
    setHeld(key)
  }
  return (
    <>
      <ol className="reorder" aria-label={label} ref={list}>
        {items.map((item, i) => (
          <li key={itemKey(item)} data-held={held === itemKey(item) || undefined}>
            {!fixed && (
              <div className="reorder-grips">
                <button type="button" className="icon-button" aria-label={words.up(name(item))} title={words.up(name(item))} disabled={i === 0} onClick={() => move(i, i - 1)}>
                  <Icon name="up" />
                </button>
                <button type="button" className="icon-button reorder-handle" aria-label={words.drag(name(item))} title={words.dragHint} onPointerDown={(e) => grab(e, itemKey(item))} onKeyDown={(e) => pressed(e, i)}>
                  <Icon name="grip" />
                </button>
                <button type="button" className="icon-button" aria-label={words.down(name(item))} title={words.down(name(item))} disabled={i === items.length - 1} onClick={() => move(i, i + 1)}>
                  <Icon name="down" />
                </button>
              </div>
            )}
            <div className="reorder-item">{children(item, i)}</div>
          </li>
        ))}
      </ol>
      <p className="sr" role="status">
        {said}
      </p>
    </>
  )
}

/** A list with the item at `from` put to `to`. */
export function reordered<T>(items: T[], from: number, to: number): T[] {
  const next = items.filter((_, i) => i !== from)
  next.splice(to, 0, items[from] as T)
  return next
}
