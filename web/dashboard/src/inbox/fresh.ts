import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import type { Conversation, Page } from '../api/types'
import { useNews } from '../live'
import { fetchHead, putHead, type Which } from './conversations'

/** Follows news. What would move rows under the pointer waits until it is gone, or until it is asked for. */
export function useFreshHead(which: Which, items: Conversation[] | undefined, scroller: RefObject<HTMLDivElement | null>) {
  const client = useQueryClient()
  const [waiting, setWaiting] = useState<{ which: Which; head: Page<Conversation>; count: number } | null>(null)
  const shown = useRef(items)
  shown.current = items
  const asked = useRef({ last: 0, heard: 0 })
  const put = useCallback(
    (head: Page<Conversation>) => {
      setWaiting(null)
      putHead(client, which, head)
    },
    [client, which],
  )
  useNews(
    useCallback(async () => {
      let head: Page<Conversation>
      const turn = ++asked.current.last
      try {
        head = await fetchHead(which)
      } catch {
        return // the next news or poll tries again
      }
      // An answer that was overtaken by that of a later question is older than what is shown.
      if (turn < asked.current.heard) return
      asked.current.heard = turn
      const before = (shown.current ?? []).map((c) => c.id)
      const moved = head.items.filter((c, i) => before[i] !== c.id && !before.slice(0, i).includes(c.id))
      const news = moved.filter((c) => before.indexOf(c.id) === -1 || before.indexOf(c.id) > head.items.indexOf(c)).length
      if (news > 0 && before.length > 0 && (scroller.current?.matches(':hover') || (scroller.current?.scrollTop ?? 0) > 0)) {
        setWaiting({ which, head, count: news })
      } else put(head)
    }, [which, put, scroller]),
  )
  useEffect(() => {
    const element = scroller.current
    if (!waiting || !element) return
    const leave = () => element.scrollTop === 0 && put(waiting.head)
    element.addEventListener('pointerleave', leave)
    return () => element.removeEventListener('pointerleave', leave)
  }, [waiting, put, scroller])
  const current = waiting?.which === which ? waiting : null
  return {
    fresh: current?.count ?? 0,
    show: () => {
      if (current) put(current.head)
      scroller.current?.scrollTo({ top: 0 })
    },
  }
}
