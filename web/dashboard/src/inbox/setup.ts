import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client'
import type { Inbox, Page, Person } from '../api/types'
import { may, useUser } from '../session'

const minutes = 5 * 60_000

/** The inboxes, by id: their names stand beside conversations. */
export function useInboxes(): Map<string, Inbox> {
  const allowed = may(useUser(), 'inboxes:read')
  const { data } = useQuery({
    queryKey: ['inboxes'],
    enabled: allowed,
    staleTime: minutes,
    queryFn: ({ signal }) => call<Page<Inbox>>('GET', '/v1/inboxes', { signal }),
  })
  return new Map((data?.items ?? []).map((i) => [i.id, i]))
}

/** The campaigns, for the filter. */
export function useCampaigns(): { id: string; name: string }[] {
  const allowed = may(useUser(), 'content:read')
  const { data } = useQuery({
    queryKey: ['campaigns'],
    enabled: allowed,
    staleTime: minutes,
    queryFn: ({ signal }) => call<Page<{ id: string; name: string }>>('GET', '/v1/campaigns?limit=200', { signal }),
  })
  return data?.items ?? []
}

/** Who can take conversations. */
export function useAgents(enabled: boolean): Person[] {
  const { data } = useQuery({
    queryKey: ['agents'],
    enabled,
    staleTime: minutes,
    queryFn: ({ signal }) => call<Page<Person>>('GET', '/v1/agents', { signal }),
  })
  return data?.items ?? []
}
