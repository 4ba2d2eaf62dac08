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
  sort: ['question', 'matches', 'created'],
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

/** The columns that the server orders by, and in which direction it does. */
export const orders: Record<string, Sort> = {
  question: { id: 'question', desc: false },
  matches: { id: 'matches', desc: true },
  created: { id: 'created', desc: true },
  '': { id: 'updated', desc: true },
}

/** What to ask the server for when a column is pressed; pressed again, it is the latest change first. */
export function orderFor(now: string, pressed: Sort | null): string {
  const id = pressed && pressed.id !== 'updated' ? pressed.id : ''
  return id === now ? '' : id
}
