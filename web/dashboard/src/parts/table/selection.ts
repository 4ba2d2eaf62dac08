import { useRef, type ReactNode } from 'react'

/** Which rows are selected, by their keys, and what can be done with them together. */
export interface Selection {
  ids: Set<string>
  set: (ids: Set<string>) => void
  /** Buttons that act on all that is selected. */
  actions?: ReactNode
}

/** Selects one row, or with shift all from the last one to it. */
export function useSelection(keys: string[], selection: Selection | undefined) {
  const last = useRef<string | null>(null)
  const ids = selection?.ids
  const toggle = (key: string, range: boolean) => {
    if (!selection) return
    const next = new Set(selection.ids)
    const on = !next.has(key)
    const from = range && last.current !== null ? keys.indexOf(last.current) : -1
    const to = keys.indexOf(key)
    const those = from < 0 ? [key] : keys.slice(Math.min(from, to), Math.max(from, to) + 1)
    for (const k of those) if (on) next.add(k)
    else next.delete(k)
    last.current = key
    selection.set(next)
  }
  const count = ids ? keys.filter((k) => ids.has(k)).length : 0
  return {
    has: (key: string) => ids?.has(key) ?? false,
    toggle,
    all: count > 0 && count === keys.length,
    some: count > 0 && count < keys.length,
    toggleAll: () => selection?.set(count === keys.length ? new Set() : new Set(keys)),
  }
}

export type Picked = ReturnType<typeof useSelection>
