import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client'
import type { Campaign, Inbox, ListedTemplate } from '../api/types'

/** A campaign with its counts; of one that runs, as it goes on. */
export function useCampaign(id: string | null) {
  return useQuery({
    queryKey: ['campaign', id],
    enabled: id !== null,
    queryFn: ({ signal }) => call<Campaign>('GET', `/v1/campaigns/${id}`, { signal }),
    refetchInterval: (q) => (q.state.data?.status === 'running' ? 2_000 : false),
  })
}

/** The templates of an inbox whose channel has any. */
export function useTemplates(inbox: Inbox | undefined) {
  const id = inbox?.channel === 'whatsapp' ? inbox.id : null
  return useQuery({
    queryKey: ['templates', id],
    enabled: id !== null,
    staleTime: 60_000,
    queryFn: ({ signal }) => call<{ items: ListedTemplate[] }>('GET', `/v1/inboxes/${id}/templates`, { signal }).then((p) => p.items),
  })
}

/** Asks the provider for its templates anew. */
export const refreshTemplates = (inbox: string) => call<{ items: ListedTemplate[] }>('GET', `/v1/inboxes/${inbox}/templates?refresh=true`)

/** Template and language name one. */
export const templateID = (t: { name: string; language: string }) => `${t.name}/${t.language}`
