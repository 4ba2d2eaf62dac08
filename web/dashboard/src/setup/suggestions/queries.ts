import { useInfiniteQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, withQuery } from '../../api/client'
import type { components } from '../../api/schema.gen'
import type { Page } from '../../api/types'
import { wordsOf } from '../../parts/problem'
import { say } from '../../parts/toasts'
import { suggestions as words } from '../../strings/suggestions'

export type Suggestion = components['schemas']['Suggestion']
export type Status = Suggestion['status']

/** Where suggestions are. */
export const suggestionsAt = '/setup/autoresponders/suggestions'
export const statuses: readonly Status[] = ['open', 'accepted', 'dismissed']

const key = ['suggestions']

/** The suggestions of a status, most asked first. */
export function useSuggestions(status: Status, watched: boolean) {
  return useInfiniteQuery({
    queryKey: [...key, status],
    initialPageParam: '',
    refetchInterval: watched ? 2_000 : false,
    queryFn: ({ pageParam, signal }) => call<Page<Suggestion>>('GET', withQuery('/v1/faqs/suggestions', { status, cursor: pageParam }), { signal }),
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((p) => p.items),
  })
}

/** After suggestions were decided. */
export const suggestionsChanged = (client: QueryClient) => client.invalidateQueries({ queryKey: key })

/** How long the list is watched after a search was begun, in milliseconds; searches take seconds. */
const watch = 30_000

/** Begins a search, and says for how long its finds are waited for. */
export function useSearch() {
  const client = useQueryClient()
  const [begun, setBegun] = useState(0)
  useEffect(() => {
    if (!begun) return
    const timer = setTimeout(() => setBegun(0), watch)
    return () => clearTimeout(timer)
  }, [begun])
  return {
    watching: begun > 0,
    async find() {
      try {
        const { started } = await call<{ started: boolean }>('POST', '/v1/faqs/suggestions', { key: crypto.randomUUID() })
        if (!started) say(words.already)
        setBegun(Date.now())
        await suggestionsChanged(client)
      } catch (err) {
        say(wordsOf(err), { bad: true })
      }
    },
  }
}
