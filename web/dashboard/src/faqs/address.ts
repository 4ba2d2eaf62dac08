import type { Sort } from '../parts/table/column'
import { faqStatuses, faqTypes } from './types'

/** What narrows the list of FAQs and orders it; '' is everything, latest change first. */
export interface FaqFilters {
  q: string
  type: string
  status: string
  label: string
  sort: string
}

/** Where the FAQs are. */
export const faqsAt = '/setup/autoresponders/faqs'
/** Where files of FAQs are uploaded. */
export const importsAt = `${faqsAt}/import`

const names = ['q', 'type', 'status', 'label', 'sort'] as const
const known: Partial<Record<keyof FaqFilters, readonly string[]>> = {
  type: faqTypes,
  status: faqStatuses,
  sort: ['-updated', 'question', '-question', 'matches', '-matches', 'created', '-created'],
}
const longest = { q: 200, type: 16, status: 16, label: 64, sort: 16 }

/** The filters that an address names; what the API would refuse is left out. */
export function filtersOf(search: URLSearchParams): FaqFilters {
  const filters: FaqFilters = { q: '', type: '', status: '', label: '', sort: '' }
  for (const name of names) {
    const value = (search.get(name) ?? '').trim().slice(0, longest[name])
    if (known[name]?.includes(value) ?? true) filters[name] = value
  }
  return filters
}

/** The address of the list, or of one FAQ, under these filters. */
export function faqsPath(filters: FaqFilters, id = ''): string {
  const query = new URLSearchParams()
  for (const name of names) if (filters[name]) query.set(name, filters[name])
  const path = id ? `${faqsAt}/${id}` : faqsAt
  return query.size ? `${path}?${query}` : path
}

/** Whether anything narrows the list. */
export function narrowed(filters: FaqFilters): boolean {
  return names.some((name) => name !== 'sort' && filters[name] !== '')
}

// The direction in which the server orders by a column unless it is told otherwise.
const desc: Record<string, boolean> = { updated: true, question: false, matches: true, created: true }

/** The order that an address names: a column as the server orders by it, or with a minus the other way round. */
export function orderOf(sort: string): Sort {
  const id = sort.replace(/^-/, '') || 'updated'
  return { id, desc: desc[id] !== sort.startsWith('-') }
}

/** What the address says for an order; for none, it is the latest change first. */
export function sortFor(order: Sort | null): string {
  const sort = order ? (order.desc === desc[order.id] ? '' : '-') + order.id : ''
  return sort === 'updated' ? '' : sort
}

/** The order as the API takes it. */
export function sortAsked(sort: string): { sort: string; reverse: string } {
  return { sort: sort.replace(/^-/, ''), reverse: sort.startsWith('-') ? 'true' : '' }
}
