import { go } from '../url'

/** What narrows the list of campaigns; '' is everything. */
export interface Filters {
  q: string
  status: string
  label: string
  /** 'yes' for the archived ones instead of the others. */
  archived: string
}

const longest: Record<keyof Filters, number> = { q: 200, status: 16, label: 64, archived: 3 }
const names = Object.keys(longest) as (keyof Filters)[]
const statuses = ['draft', 'running', 'paused', 'completed', 'cancelled']

/** The filters that an address names; what the API would refuse is left out. */
export function filtersOf(search: URLSearchParams): Filters {
  const filters: Filters = { q: '', status: '', label: '', archived: '' }
  for (const name of names) filters[name] = (search.get(name) ?? '').trim().slice(0, longest[name])
  if (!statuses.includes(filters.status)) filters.status = ''
  if (filters.archived !== 'yes') filters.archived = ''
  return filters
}

/** Whether anything narrows the list. */
export const narrowed = (f: Filters) => names.some((name) => f[name] !== '')

/** Puts filters into the address. */
export function put(f: Filters) {
  const query = new URLSearchParams(names.flatMap((name) => (f[name] ? [[name, f[name]]] : [])))
  go(query.size ? `/campaigns?${query}` : '/campaigns', { replace: true })
}
