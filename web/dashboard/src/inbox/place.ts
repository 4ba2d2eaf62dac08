/** The three places of conversations. */
export type View = 'all' | 'mine' | 'inactive'
export type Sort = 'last_activity' | 'waiting_longest' | 'window_closing'

/** What narrows a list; '' for not at all. */
export interface Filters {
  q: string
  status: string
  label: string
  campaign: string
  inbox_id: string
  /** `messages` searches all messages, '' the name and the latest one. */
  scope: string
  sort: Sort
}

/** Where an agent is: all of it stands in the address, so that back and reload return to it. */
export interface Place {
  view: View
  id: string | null
  filters: Filters
}

const views: readonly View[] = ['all', 'mine', 'inactive']
const sorts: readonly Sort[] = ['last_activity', 'waiting_longest', 'window_closing']
const names = ['q', 'status', 'label', 'campaign', 'inbox_id', 'scope'] as const

/** Reads the place from an address; what cannot be read counts as not said. */
export function placeOf(url: URL): Place {
  const [, , view, id] = url.pathname.split('/')
  const query = url.searchParams
  const filters = Object.fromEntries(names.map((n) => [n, query.get(n) ?? ''])) as Omit<Filters, 'sort'>
  const sort = query.get('sort') as Sort
  return {
    view: views.includes(view as View) ? (view as View) : 'all',
    id: id ? decodeURIComponent(id) : null,
    filters: { ...filters, sort: sorts.includes(sort) ? sort : 'last_activity' },
  }
}

/** The path of a place. */
export function pathOf({ view, id, filters }: Place): string {
  const query = new URLSearchParams()
  for (const name of names) if (filters[name]) query.set(name, filters[name])
  if (filters.sort !== 'last_activity') query.set('sort', filters.sort)
  const path = `/inbox/${view}${id ? '/' + encodeURIComponent(id) : ''}`
  return query.size ? `${path}?${query}` : path
}

/** How many filters narrow the list, the search aside. */
export function filterCount(f: Filters): number {
  return [f.status, f.label, f.campaign, f.inbox_id].filter(Boolean).length
}
