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

/** Goes to another page of the dashboard without loading it anew. */
export function go(path: string, how: { replace?: boolean } = {}) {
  if (how.replace) history.replaceState(null, '', path)
  else if (new URL(path, location.href).href !== location.href) history.pushState(null, '', path)
  dispatchEvent(new Event(moved))
}
