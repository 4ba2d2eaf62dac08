import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client'
import type { Conversation, Page, Ticket } from '../api/types'

/** The tickets of a conversation, the latest first. */
export function useTickets(c: Conversation) {
  return useQuery({
    queryKey: ['tickets', c.id, c.ticket, c.status],
    queryFn: ({ signal }) => call<Page<Ticket>>('GET', `/v1/conversations/${c.id}/tickets`, { signal }),
  })
}
