import { useSyncExternalStore } from 'react'

const moved = 'parley:moved'

/** The address of the page; the component follows it. */
export function useAddress(): URL {
  const href = useSyncExternalStore(
    (tell) => {
      addEventListener('popstate', tell)
      addEventListener(moved, tell)
      return () => {
        removeEventListener('popstate', tell)
        removeEventListener(moved, tell)
      }
    },
    () => location.href,
  )
  return new URL(href)
}

let asks: (() => Promise<boolean>) | null = null

/** Asks before another page is gone to, by link, by key or back; what is returned gives the address free again. */
export function holdAddress(ask: () => Promise<boolean>): () => void {
  const here = location.href
  // The browser has gone back already: it is brought here again until that is answered.
  const back = (e: Event) => {
    const to = location.href
    if (samePage(to, here)) return
    e.stopImmediatePropagation()
    history.pushState(null, '', here)
    go(to)
  }
  asks = ask
  addEventListener('popstate', back, true)
  return () => {
    if (asks === ask) asks = null
    removeEventListener('popstate', back, true)
  }
}

/** Goes to another page of the dashboard without loading it anew. */
export function go(path: string, how: { replace?: boolean } = {}) {
  if (!asks || samePage(path, location.href)) return move(path, how)
  void asks().then((yes) => {
    if (!yes) return
    asks = null
    move(path, how)
  })
}

function move(path: string, how: { replace?: boolean }) {
  if (how.replace) history.replaceState(null, '', path)
  else if (new URL(path, location.href).href !== location.href) history.pushState(null, '', path)
  dispatchEvent(new Event(moved))
}

const samePage = (path: string, here: string) => new URL(path, here).pathname === new URL(here).pathname
