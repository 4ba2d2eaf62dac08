import { go } from '../url'

/** What narrows and orders the list of contacts; '' is everything, by last activity. */
export interface Filters {
  q: string
  status: string
  inbox_id: string
  channel: string
  label: string
  opted_out: string
  sort: string
}

const allowed: Record<keyof Filters, (value: string) => boolean> = {
  q: (v) => v.length <= 200,
  status: (v) => ['new', 'active', 'pending', 'resolved', 'inactive'].includes(v),
  inbox_id: (v) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(v),
  channel: (v) => ['webhook', 'whatsapp', 'messenger', 'telegram', 'widget'].includes(v),
  label: (v) => v.length <= 64,
  opted_out: (v) => v === 'yes' || v === 'no',
  sort: (v) => v === 'name' || v === 'created',
}
const names = Object.keys(allowed) as (keyof Filters)[]

/** No filter at all. */
export const everything: Filters = { q: '', status: '', inbox_id: '', channel: '', label: '', opted_out: '', sort: '' }

/** The filters that an address names; what the API would refuse is left out. */
export function filtersOf(search: URLSearchParams): Filters {
  const filters = { ...everything }
  for (const name of names) {
    const value = (search.get(name) ?? '').trim()
    if (allowed[name](value)) filters[name] = value
  }
  return filters
}

/** Whether anything narrows the list. */
export const narrowed = (f: Filters) => names.some((name) => name !== 'sort' && f[name] !== '')

/** The address of a filtered list. */
export function pathOf(f: Filters): string {
  const query = new URLSearchParams(names.flatMap((name) => (f[name] ? [[name, f[name]]] : [])))
  return query.size ? `/contacts?${query}` : '/contacts'
}

/** Puts filters into the address. */
export const put = (f: Filters) => go(pathOf(f), { replace: true })
