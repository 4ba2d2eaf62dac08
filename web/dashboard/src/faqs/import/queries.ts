import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { call, withQuery } from '../../api/client'
import type { Page } from '../../api/types'
import type { FaqImport, ImportRow } from '../types'

type WithRows = { import: FaqImport; items: ImportRow[]; next_cursor: string | null }

/** Whether nothing more happens to it. */
export const ended = (i: FaqImport) => ['done', 'failed', 'cancelled'].includes(i.status)

/** An import; it is watched until it has ended. */
export function useImport(id: string) {
  return useQuery<FaqImport>({
    queryKey: ['imports', id],
    refetchInterval: (q) => (q.state.data && ended(q.state.data) ? false : 1_000),
    queryFn: async ({ signal }) => (await call<WithRows>('GET', `/v1/faqs/imports/${id}?limit=1`, { signal })).import,
  })
}

/** The rows of an import with a verdict, or all, in the order of the file. */
export function useImportRows(id: string, verdict: string, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['imports', id, 'rows', verdict],
    enabled,
    staleTime: Infinity,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => rowsPage(id, verdict, pageParam, signal),
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((p) => p.items),
  })
}

/** Every row with a verdict. */
export async function allRows(id: string, verdict: string): Promise<ImportRow[]> {
  const rows: ImportRow[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: WithRows = await rowsPage(id, verdict, cursor)
    rows.push(...page.items)
    cursor = page.next_cursor
  }
  return rows
}

/** The imports of the last weeks, newest first. */
export function useImports() {
  return useQuery({
    queryKey: ['imports'],
    queryFn: async ({ signal }) => (await call<Page<FaqImport>>('GET', '/v1/faqs/imports?limit=50', { signal })).items,
  })
}

const rowsPage = (id: string, verdict: string, cursor: string, signal?: AbortSignal) =>
  call<WithRows>('GET', withQuery(`/v1/faqs/imports/${id}`, { verdict, cursor, limit: 200 }), signal ? { signal } : {})
