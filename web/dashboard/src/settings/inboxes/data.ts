import { useQuery, type QueryClient } from '@tanstack/react-query'
import { call } from '../../api/client'
import type { components } from '../../api/schema.gen'
import type { Inbox } from '../../api/types'

export type InboxCheck = components['schemas']['InboxCheck']
export type InboxWithSecret = components['schemas']['InboxWithSecret']

/** An inbox with its health, looked at anew while somebody watches for something to arrive. */
export function useInbox(id: string, watched = false) {
  return useQuery({
    queryKey: ['inbox', id],
    queryFn: ({ signal }) => call<Inbox>('GET', `/v1/inboxes/${id}`, { signal }),
    refetchInterval: watched ? 2_000 : 15_000,
  })
}

/** What shows inboxes is read anew. */
export async function inboxChanged(client: QueryClient, id: string) {
  await client.invalidateQueries({ queryKey: ['inbox', id] })
  await client.invalidateQueries({ queryKey: ['inboxes'] })
}
