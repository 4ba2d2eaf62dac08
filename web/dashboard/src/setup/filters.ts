/** What narrows the list of FAQs; '' is everything. */
export interface FaqFilters {
  q: string
  type: string
  status: string
  label: string
}

/** Where the FAQs are. */
export const faqsAt = '/setup/autoresponders/faqs'

const names = ['q', 'type', 'status', 'label'] as const
const known: Partial<Record<keyof FaqFilters, string[]>> = {
  type: ['greeting', 'general', 'closing', 'filler'],
  status: ['draft', 'active', 'archived'],
}
const longest = { q: 200, type: 16, status: 16, label: 64 }

/** The filters that an address names; what the API would refuse is left out. */
export function filtersOf(search: URLSearchParams): FaqFilters {
  const filters: FaqFilters = { q: '', type: '', status: '', label: '' }
  for (const name of names) {
    const value = (search.get(name) ?? '').trim().slice(0, longest[name])
    if (known[name]?.includes(value) ?? true) filters[name] = value
  }
  return filters
}

/** The address of the list, or of one FAQ over it, under these filters. */
export function faqsPath(filters: FaqFilters, id = ''): string {
  const query = new URLSearchParams()
  for (const name of names) if (filters[name]) query.set(name, filters[name])
  const path = id ? `${faqsAt}/${id}` : faqsAt
  return query.size ? `${path}?${query}` : path
}

/** Whether anything narrows the list. */
export function narrowed(filters: FaqFilters): boolean {
  return names.some((name) => filters[name] !== '')
}
