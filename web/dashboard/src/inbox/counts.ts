import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { call } from '../api/client'
import { useNews } from '../live'

interface Counts {
  all: number
  mine: number
  inactive: number
  unread: number
  mentions: number
}

/** What the places hold; asked again with news, and every so many milliseconds where no page listens for news. */
export function useCounts(enabled: boolean, every = 30_000): Counts | undefined {
  const { data, refetch } = useQuery({
    queryKey: ['counts'],
    enabled,
    refetchInterval: every,
    queryFn: ({ signal }) => call<Counts>('GET', '/v1/conversations/counts', { signal }),
  })
  useNews(useCallback(() => void (enabled && refetch({ cancelRefetch: false })), [enabled, refetch]))
  return data
}
