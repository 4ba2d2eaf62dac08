import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ApiError, call, withQuery } from '../api/client'
import type { Page } from '../api/types'
import type { Filters } from './filters'
import type { Contact, ContactRow, Erasure } from './types'

/** The contacts that the filters select, as far as they were loaded. */
export function useContacts(filters: Filters) {
  return useInfiniteQuery({
    queryKey: ['contacts', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => call<Page<ContactRow>>('GET', withQuery('/v1/contacts', { ...filters, cursor: pageParam, limit: 50 }), { signal }),
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((p) => p.items),
  })
}

/** A contact with conversations and tickets; null for one that is not there. */
export function useContact(id: string) {
  return useQuery({
    queryKey: ['contact', id],
    queryFn: async ({ signal }): Promise<Contact | null> => {
      try {
        return await call<Contact>('GET', `/v1/contacts/${id}`, { signal })
      } catch (err) {
        if (err instanceof ApiError && (err.status === 404 || err.status === 400)) return null
        throw err
      }
    },
  })
}

/** How far an erasure is, as it goes on. */
export function useErasure(id: string) {
  return useQuery({
    queryKey: ['erasure', id],
    queryFn: ({ signal }) => call<Erasure>('GET', `/v1/erasures/${id}`, { signal }),
    refetchInterval: (q) => (q.state.data?.finished_at ? false : 1_000),
  })
}
