import { useQuery } from '@tanstack/react-query'
import { call } from './client'
import type { Page } from './types'

/** All items of a list that is never long, such as a team: page after page of it. */
export function useAll<T>(key: string, path: string, enabled = true) {
  return useQuery({ queryKey: [key], enabled, queryFn: ({ signal }) => all<T>(path, signal) })
}

async function all<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const url: string = cursor ? `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}` : path
    const page: Page<T> = await call<Page<T>>('GET', url, { signal })
    items.push(...page.items)
    cursor = page.next_cursor || null // what never has pages says nothing of them
  }
  return items
}
