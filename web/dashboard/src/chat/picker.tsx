import { useEffect, useState, type KeyboardEvent, type ReactNode } from 'react'

/** A choice that is offered above the composer while one types. */
export interface Picker<T> {
  found: T[]
  at: number
  setAt: (at: number) => void
  /** Takes a key; true if it was one of the list's. */
  key: (e: KeyboardEvent) => boolean
  pick: (item: T) => void
}

/** Offers what was found for what is asked; null for nothing is asked. */
export function usePicker<T>(asked: string | null, find: (asked: string) => T[], pick: (item: T) => void): Picker<T> {
  const [at, setAt] = useState(0)
  const [closed, setClosed] = useState(false)
  useEffect(() => {
    setAt(0)
    setClosed(false)
  }, [asked])
  const found = asked === null || closed ? [] : find(asked).slice(0, 8)
  return {
    found,
    at,
    setAt,
    pick,
    key(e) {
      const chosen = found[at]
      if (!chosen || e.nativeEvent.isComposing) return false
      if (e.key === 'ArrowDown') setAt((at + 1) % found.length)
      else if (e.key === 'ArrowUp') setAt((at + found.length - 1) % found.length)
      else if ((e.key === 'Enter' && !e.shiftKey) || e.key === 'Tab') pick(chosen)
      else if (e.key === 'Escape') setClosed(true)
      else return false
      e.preventDefault()
      return true
    },
  }
}

interface Props<T> {
  id: string
  label: string
  picker: Picker<T>
  idOf: (item: T) => string
  children: (item: T) => ReactNode
}

/** The choice itself. The focus stays in the field. */
export function PickerList<T>({ id, label, picker, idOf, children }: Props<T>) {
  if (picker.found.length === 0) return null
  return (
    <ul className="commands canned" id={id} role="listbox" aria-label={label}>
      {picker.found.map((item, i) => (
        <li
          key={idOf(item)}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === picker.at}
          onPointerEnter={() => picker.setAt(i)}
          onPointerDown={(e) => e.preventDefault()}
          onClick={() => picker.pick(item)}
        >
          {children(item)}
        </li>
      ))}
    </ul>
  )
}
