import { useSyncExternalStore } from 'react'

interface Toast {
  id: number
  text: string
  bad: boolean
  undo?: { label: string; act: () => void }
}

let toasts: Toast[] = []
let last = 0
const listeners = new Set<() => void>()

function put(next: Toast[]) {
  toasts = next
  listeners.forEach((tell) => tell())
}

/** Says something in the corner: for 4 s, or 10 s where there is something to undo. */
export function say(text: string, o: { bad?: boolean; undo?: Toast['undo'] } = {}) {
  const toast: Toast = { id: ++last, text, bad: o.bad ?? false, undo: o.undo }
  put([...toasts.slice(-2), toast])
  setTimeout(() => put(toasts.filter((t) => t.id !== toast.id)), o.undo || o.bad ? 10_000 : 4_000)
}

/** The corner where things are said. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => toasts,
  )
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((t) => (
        <div key={t.id} className={t.bad ? 'toast bad' : 'toast'}>
          <span>{t.text}</span>
          {t.undo && (
            <button
              type="button"
              className="link"
              onClick={() => {
                t.undo?.act()
                put(toasts.filter((other) => other.id !== t.id))
              }}
            >
              {t.undo.label}
            </button>
          )}
        </div>
      ))}
    </div>
  )
}
