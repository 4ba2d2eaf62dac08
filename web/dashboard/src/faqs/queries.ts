import { useInfiniteQuery, useQuery, type QueryClient } from '@tanstack/react-query'
import { call, withQuery } from '../api/client'
import type { Faq, Page } from '../api/types'
import { sortAsked, type FaqFilters } from './address'
import type { FaqCounts } from './types'

/** The FAQs under some filters, page by page. */
export function useFaqList(filters: FaqFilters) {
  return useInfiniteQuery({
    queryKey: ['faqs', 'list', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => call<Page<Faq>>('GET', withQuery('/v1/faqs', { ...filters, ...sortAsked(filters.sort), cursor: pageParam, limit: 100 }), { signal }),
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((p) => p.items),
  })
}

/** How many there are in each status, whatever status is filtered by. */
export function useFaqCounts({ q, type, label }: Pick<FaqFilters, 'q' | 'type' | 'label'>) {
  return useQuery({
    queryKey: ['faqs', 'counts', q, type, label],
    queryFn: ({ signal }) => call<FaqCounts>('GET', withQuery('/v1/faqs/counts', { q, type, label }), { signal }),
  })
}

/** One FAQ; looked at again often enough that two who edit it learn of each other soon. */
export function useFaq(id: string) {
  return useQuery({
    queryKey: ['faq', id],
    enabled: id !== '',
    refetchInterval: 10_000,
    queryFn: ({ signal }) => call<Faq>('GET', `/v1/faqs/${id}`, { signal }),
  })
}

/** After FAQs have changed: all that is known of them, and of what answers, is asked for again. */
export async function faqsChanged(client: QueryClient) {
  await Promise.all(['faqs', 'faq', 'responders', 'matcher'].map((name) => client.invalidateQueries({ queryKey: [name] })))
}
