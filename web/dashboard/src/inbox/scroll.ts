import { useEffect, useRef, type RefObject } from 'react'
import type { Which } from './conversations'

interface Listed {
  data: unknown[] | undefined
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => unknown
}

const prefix = 'parley:scroll:'

/** Keeps how far a list is scrolled, by what is listed: back and reload return there. */
export function useKeptScroll(which: Which, scroller: RefObject<HTMLElement | null>, list: Listed) {
  const key = prefix + JSON.stringify(which)
  const wanted = useRef(0)
  useEffect(() => {
    wanted.current = Number(sessionStorage.getItem(key)) || 0
    scroller.current?.scrollTo({ top: 0 })
  }, [key, scroller])
  // As far down as the rows that are there reach; more of them are asked for.
  useEffect(() => {
    const box = scroller.current
    if (!box || !wanted.current || !list.data?.length) return
    box.scrollTo({ top: wanted.current })
    const reached = box.scrollTop >= wanted.current - 1
    if (reached || !list.hasNextPage) wanted.current = 0
    else if (!list.isFetchingNextPage) void list.fetchNextPage()
  }, [list, scroller])
  useEffect(() => {
    const box = scroller.current
    if (!box) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const keep = () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        if (!wanted.current) sessionStorage.setItem(key, String(Math.round(box.scrollTop)))
      }, 100)
    }
    box.addEventListener('scroll', keep, { passive: true })
    return () => {
      clearTimeout(timer)
      box.removeEventListener('scroll', keep)
    }
  }, [key, scroller])
}
