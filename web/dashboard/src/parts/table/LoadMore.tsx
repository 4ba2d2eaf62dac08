import { Button } from '@mantine/core'
import { useEffect, useRef, type RefObject } from 'react'
import { table as words } from '../../strings/table'

/** Rows that are not loaded yet. */
export interface More {
  has: boolean
  load: () => void
  loading: boolean
}

/** The end of what is loaded: it loads more by itself when it comes near, and when it is pressed. */
export function LoadMore({ more, box }: { more: More; box: RefObject<HTMLElement | null> }) {
  const end = useRef<HTMLDivElement>(null)
  const latest = useRef(more)
  latest.current = more
  useEffect(() => {
    if (!end.current || more.loading) return
    const near = new IntersectionObserver(
      (seen) => {
        if (seen.some((s) => s.isIntersecting) && latest.current.has && !latest.current.loading) latest.current.load()
      },
      { root: box.current, rootMargin: '400px' },
    )
    near.observe(end.current)
    return () => near.disconnect()
  }, [box, more.loading])
  return (
    <div ref={end} className="data-end">
      <Button variant="default" size="compact-sm" loading={more.loading} onClick={more.load}>
        {words.more}
      </Button>
    </div>
  )
}
