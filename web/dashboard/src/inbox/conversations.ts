import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query'
import { call, withQuery } from '../api/client'
import type { Conversation, Page } from '../api/types'
import { narrowed } from './narrowed'
import type { Filters, View } from './place'

export type Pages = InfiniteData<Page<Conversation>, string>
/** Which list: a place and what narrows it. */
export type Which = { view: View } & Filters

const listKey = (which: Which) => ['conversations', which] as const
const oneKey = (id: string) => ['conversation', id] as const

function pathOfList(which: Which, cursor: string): string {
  return withQuery('/v1/conversations', { ...which, cursor, scope: which.q ? which.scope : null, limit: limitOf(which, cursor) })
}

/** How many rows a page has; null for as many as the place itself says. */
function limitOf(which: Which, cursor: string): number | null {
  if (which.view === 'inactive') return null
  // In all messages each hit takes its time: what one sees comes first.
  return which.q && which.scope === 'messages' && !cursor ? 20 : 50
}

/** A list of conversations, page by page. */
export function useConversations(which: Which) {
  return useInfiniteQuery({
    queryKey: listKey(which),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => call<Page<Conversation>>('GET', pathOfList(which, pageParam), { signal }),
    getNextPageParam: (page) => page.next_cursor,
    // While a letter's list is on its way, what is there of it already.
    placeholderData: (old, was) => narrowed(old, was?.queryKey[1], which),
    select: (data) => once(data.pages.flatMap((p) => p.items)),
    // The first page is kept fresh by news, see news.ts.
    refetchOnWindowFocus: false,
  })
}

/** One conversation: as a list has it at once, until it is read by itself. */
export function useConversation(id: string) {
  const client = useQueryClient()
  return useQuery<Conversation>({
    queryKey: oneKey(id),
    placeholderData: () => listed(client, id),
    queryFn: async ({ signal }): Promise<Conversation> => {
      const c = await call<Conversation>('GET', `/v1/conversations/${id}`, { signal })
      return later(client.getQueryData<Conversation>(oneKey(id)), c) // news may have been faster
    },
  })
}

function listed(client: QueryClient, id: string): Conversation | undefined {
  for (const [, list] of client.getQueriesData<Pages>({ queryKey: ['conversations'] })) {
    for (const page of list?.pages ?? []) {
      const found = page.items.find((c) => c.id === id)
      if (found) return found
    }
  }
  return undefined
}

/** Asks for the first page of a list as it is now. */
export function fetchHead(which: Which) {
  return call<Page<Conversation>>('GET', pathOfList(which, ''))
}

/** Puts a fresh first page before the pages that are there, with what is shown of later versions. */
export function putHead(client: QueryClient, which: Which, asked: Page<Conversation>) {
  client.setQueryData<Pages>(listKey(which), (old) => {
    if (!old?.pages[0]) return old
    const known = new Map(old.pages.flatMap((p) => p.items.map((c) => [c.id, c] as const)))
    const head = { ...asked, items: asked.items.map((c) => later(known.get(c.id), c)) }
    const fresh = new Set(head.items.map((c) => c.id))
    const overlaps = old.pages.some((p) => p.items.some((c) => fresh.has(c.id)))
    // With more news than a page has room for, what is between is not known.
    if (!overlaps || old.pages.length === 1 || !head.next_cursor) return { pages: [head], pageParams: [''] }
    const rest = old.pages.slice(1).map((p) => ({ ...p, items: p.items.filter((c) => !fresh.has(c.id)) }))
    // What fell off the first page comes after it: its own page's cursor still leads on.
    const fallen = old.pages[0].items.filter((c) => !fresh.has(c.id))
    const second = rest[0] as Page<Conversation>
    return { ...old, pages: [head, { ...second, items: [...fallen, ...second.items] }, ...rest.slice(1)] }
  })
}

/** Replaces a conversation wherever it is shown, unless a later version is. */
export function upsert(client: QueryClient, c: Conversation) {
  client.setQueryData<Conversation>(oneKey(c.id), (old) => later(old, c))
  client.setQueriesData<Pages>({ queryKey: ['conversations'] }, (old) => {
    if (!old?.pages.some((p) => p.items.some((x) => x.id === c.id))) return old
    return {
      ...old,
      pages: old.pages.map((p) => ({ ...p, items: p.items.map((x) => (x.id === c.id ? later(x, c) : x)) })),
    }
  })
}

/** Reads a conversation again and shows it. */
export async function refresh(client: QueryClient, id: string): Promise<Conversation> {
  const c = await call<Conversation>('GET', `/v1/conversations/${id}`)
  upsert(client, c)
  return c
}

/** The one with the higher version; of the same version the one that was read later. */
export function later(old: Conversation | undefined, c: Conversation): Conversation {
  return old && old.version > c.version ? old : c
}

function once(all: Conversation[]): Conversation[] {
  const seen = new Set<string>()
  return all.filter((c) => !seen.has(c.id) && seen.add(c.id))
}
