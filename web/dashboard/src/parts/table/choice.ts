import { useState } from 'react'
import type { Column } from './column'

/** The columns that somebody chose to see, kept on this device under the table's name. */
export function useChoice<T>(name: string, columns: Column<T>[]) {
  const key = `parley:columns:${name}`
  const [chosen, set] = useState<Record<string, boolean>>(() => read(key))
  // The first column names the row and stays.
  const seen = columns.filter((c, i) => i === 0 || (chosen[c.id] ?? c.chosen !== false))
  const choose = (id: string, on: boolean) => {
    const now = { ...chosen, [id]: on }
    set(now)
    try {
      localStorage.setItem(key, JSON.stringify(now))
    } catch {
      // A browser that keeps nothing shows them until the page is left.
    }
  }
  return { seen, choose }
}

function read(key: string): Record<string, boolean> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    return kept && typeof kept === 'object' ? (kept as Record<string, boolean>) : {}
  } catch {
    return {}
  }
}
