import { useQuery } from '@tanstack/react-query'
import { useEffect, useState, type KeyboardEvent } from 'react'
import { call } from '../api/client'
import { chat as words } from '../strings/chat'

interface Canned {
  id: string
  shortcut: string
  text: string
}

/** What a text that begins with / could become. */
export function useCanned(text: string, enabled: boolean) {
  const asked = enabled && /^\/\S*$/.test(text) ? text.slice(1).toLowerCase() : null
  const { data } = useQuery({
    queryKey: ['canned'],
    enabled: asked !== null,
    staleTime: 60_000,
    queryFn: ({ signal }) => call<{ items: Canned[] }>('GET', '/v1/canned-responses', { signal }),
  })
  const [at, setAt] = useState(0)
  const [closed, setClosed] = useState(false)
  useEffect(() => {
    setAt(0)
    setClosed(false)
  }, [asked])
  const all = asked === null || closed ? [] : (data?.items ?? [])
  const found = all.filter((c) => c.shortcut.toLowerCase().includes(asked ?? '') || c.text.toLowerCase().includes(asked ?? '')).slice(0, 8)
  return {
    found,
    at,
    setAt,
    /** Takes a key; true if it was one of the list's. */
    key(e: KeyboardEvent, put: (text: string) => void): boolean {
      const chosen = found[at]
      if (!chosen) return false
      if (e.key === 'ArrowDown') setAt((at + 1) % found.length)
      else if (e.key === 'ArrowUp') setAt((at + found.length - 1) % found.length)
      else if (e.key === 'Enter' || e.key === 'Tab') put(chosen.text)
      else if (e.key === 'Escape') setClosed(true)
      else return false
      return true
    },
  }
}

/** The canned responses that are meant, above the composer. */
export function CannedList({ canned, onPick }: { canned: ReturnType<typeof useCanned>; onPick: (text: string) => void }) {
  if (canned.found.length === 0) return null
  return (
    <ul className="commands canned" role="listbox" aria-label={words.canned}>
      {canned.found.map((c, i) => (
        <li key={c.id} role="option" aria-selected={i === canned.at} onPointerEnter={() => canned.setAt(i)} onClick={() => onPick(c.text)}>
          <strong>/{c.shortcut}</strong>
          <span className="cut" dir="auto">
            {c.text}
          </span>
        </li>
      ))}
    </ul>
  )
}
