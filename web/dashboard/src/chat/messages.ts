import { infiniteQueryOptions, useInfiniteQuery, type InfiniteData, type QueryClient } from '@tanstack/react-query'
import { call, withQuery } from '../api/client'
import type { Message, Page } from '../api/types'

type Pages = InfiniteData<Page<Message>, string>
const key = (id: string) => ['messages', id] as const
const path = (id: string, cursor: string) => withQuery(`/v1/conversations/${id}/messages`, { cursor, limit: 50 })

const history = (id: string) =>
  infiniteQueryOptions({
    queryKey: key(id),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => call<Page<Message>>('GET', path(id, pageParam), { signal }),
    getNextPageParam: (page) => page.next_cursor,
    refetchOnWindowFocus: false,
  })

/** The history of a conversation, oldest first, as far back as has been asked for. */
export function useMessages(id: string) {
  return useInfiniteQuery({ ...history(id), select: (data) => data.pages.flatMap((p) => p.items).reverse() })
}

/** Asks for the history of a conversation that is about to be opened. */
export function readAhead(client: QueryClient, id: string) {
  void client.prefetchInfiniteQuery(history(id))
}

/** Reads the latest messages again, and shows them. */
export async function refreshMessages(client: QueryClient, id: string) {
  const head = await call<Page<Message>>('GET', path(id, ''))
  client.setQueryData<Pages>(key(id), (old) => (old ? merge(old, head) : old))
}

/** Puts a fresh page of the latest messages over those that are there. */
export function merge(old: Pages, head: Page<Message>): Pages {
  const fresh = new Set(head.items.map((m) => m.id))
  const rest = old.pages.map((p) => ({ ...p, items: p.items.filter((m) => !fresh.has(m.id)) }))
  const first = rest[0]
  const overlaps = old.pages.some((p) => p.items.some((m) => fresh.has(m.id)))
  if (!first || !overlaps || !head.next_cursor) return { pages: [head], pageParams: [''] }
  // The old first page's cursor leads on from what it held; both stand in one page.
  return { ...old, pages: [{ items: [...head.items, ...first.items], next_cursor: first.next_cursor }, ...rest.slice(1)] }
}

/** What somebody said without a pause, or what stands alone. */
export interface Burst {
  key: string
  messages: Message[]
}

/** A day's bursts. */
export interface Day {
  key: string
  at: string
  bursts: Burst[]
}

const pause = 5 * 60_000

/** Groups messages, oldest first, by day and by who said them without a pause of five minutes. */
export function inDays(messages: Message[]): Day[] {
  const days: Day[] = []
  let last: Message | null = null
  for (const m of messages) {
    const day = new Date(m.created_at).toDateString()
    if (days.at(-1)?.key !== day) {
      days.push({ key: day, at: m.created_at, bursts: [] })
      last = null
    }
    const today = days.at(-1) as Day
    const burst = today.bursts.at(-1)
    if (burst && last && together(last, m)) burst.messages.push(m)
    else today.bursts.push({ key: m.id, messages: [m] })
    last = m
  }
  return days
}

function together(a: Message, b: Message): boolean {
  const same = a.author === b.author && a.private === b.private && a.agent?.id === b.agent?.id
  return same && b.author !== 'auto' && b.author !== 'campaign' && Date.parse(b.created_at) - Date.parse(a.created_at) < pause
}
