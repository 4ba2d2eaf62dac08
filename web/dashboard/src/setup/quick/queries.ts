import { keepPreviousData, useQuery, type QueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../../api/client'
import type { Page } from '../../api/types'
import { complete } from './content'
import type { Calendar, PeriodList, QuickReply, When } from './types'

/** All quick replies in their order, archived ones too; what is on is looked at again twice a minute. */
export function useQuickReplies() {
  return useQuery({
    queryKey: ['quick-replies', 'all'],
    refetchInterval: 30_000,
    queryFn: async ({ signal }) => (await call<Page<QuickReply>>('GET', '/v1/quick-replies', { signal })).items,
  })
}

/** One quick reply; looked at again often enough that two who edit it learn of each other soon. */
export function useQuickReply(id: string) {
  return useQuery({ queryKey: ['quick-reply', id], refetchInterval: 10_000, queryFn: ({ signal }) => call<QuickReply>('GET', `/v1/quick-replies/${id}`, { signal }) })
}

/** All calendars by name. */
export function useCalendars() {
  return useQuery({ queryKey: ['calendars'], queryFn: async ({ signal }) => (await call<Page<Calendar>>('GET', '/v1/calendars', { signal })).items })
}

/** How far a preview looks, in milliseconds: 60 days. */
const ahead = 60 * 86_400_000

/** When something would be on in the next 60 days, asked for when the changes pause. */
export function usePreview(when: When) {
  const now = JSON.stringify(when)
  const [asked, ask] = useState(now)
  useEffect(() => {
    if (now === asked) return
    const timer = setTimeout(() => ask(now), 300)
    return () => clearTimeout(timer)
  }, [now, asked])
  const settled = JSON.parse(asked) as When
  return useQuery({
    queryKey: ['quick-preview', asked],
    enabled: complete(settled),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    queryFn: ({ signal }) => {
      const from = new Date()
      const body = { when: settled, from: from.toISOString(), until: new Date(from.getTime() + ahead).toISOString() }
      return call<PeriodList>('POST', '/v1/quick-replies/preview', { body, signal })
    },
  })
}

/** After quick replies or calendars have changed: all that is known of them is asked for again. */
export async function quickChanged(client: QueryClient) {
  await Promise.all(['quick-replies', 'quick-reply', 'quick-preview', 'calendars', 'calendar', 'responders'].map((name) => client.invalidateQueries({ queryKey: [name] })))
}
