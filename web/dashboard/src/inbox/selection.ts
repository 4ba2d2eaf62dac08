import { useCallback, useState } from 'react'

/** Which conversations of the list are selected, and how that changes. */
export interface Chosen {
  ids: ReadonlySet<string>
  /** Selects one or lets it go; with range all from the last one to it. */
  toggle: (id: string, range?: boolean) => void
  clear: () => void
}

/** Selects conversations of a list; what has left the list is not selected any more. */
export function useChosen(list: string[]): Chosen {
  const [state, set] = useState<{ ids: ReadonlySet<string>; last: string | null }>({ ids: new Set(), last: null })
  const toggle = useCallback(
    (id: string, range = false) =>
      set((now) => {
        const ids = new Set(now.ids)
        const from = range && now.last ? list.indexOf(now.last) : -1
        const to = list.indexOf(id)
        const those = from < 0 || to < 0 ? [id] : list.slice(Math.min(from, to), Math.max(from, to) + 1)
        const on = range || !ids.has(id)
        for (const one of those) if (on) ids.add(one)
        else ids.delete(one)
        return { ids, last: id }
      }),
    [list],
  )
  return { ids: state.ids, toggle, clear: useCallback(() => set({ ids: new Set(), last: null }), []) }
}
