import { NativeSelect } from '@mantine/core'
import { Typed } from '../parts/Typed'
import { faqs as words } from '../strings/faqs'
import { go } from '../url'
import { faqsPath, filtersOf, narrowed, type FaqFilters } from './address'
import { faqStatuses, faqTypes } from './types'

/** Search and filters of the FAQs; all of them live in the address. */
export function FaqFilterBar({ filters }: { filters: FaqFilters }) {
  const set = (change: Partial<FaqFilters>) => go(faqsPath({ ...filters, ...change }), { replace: true })
  const options = (any: string, of: readonly string[], named: Record<string, string>) => [
    { value: '', label: any },
    ...of.map((value) => ({ value, label: named[value] ?? value })),
  ]
  return (
    <div role="search" className="faq-filters">
      <Typed label={words.search} max={200} className="faq-search" value={filters.q} onChange={(q) => set({ q })} />
      <NativeSelect aria-label={words.type} data={options(words.anyType, faqTypes, words.types)} value={filters.type} onChange={(e) => set({ type: e.currentTarget.value })} />
      <NativeSelect aria-label={words.status} data={options(words.anyStatus, faqStatuses, words.statuses)} value={filters.status} onChange={(e) => set({ status: e.currentTarget.value })} />
      <Typed label={words.label} max={64} className="faq-label" value={filters.label} onChange={(label) => set({ label })} />
      {narrowed(filters) && (
        <button type="button" className="link" onClick={() => go(faqsPath({ ...filtersOf(new URLSearchParams()), sort: filters.sort }), { replace: true })}>
          {words.clear}
        </button>
      )}
    </div>
  )
}
