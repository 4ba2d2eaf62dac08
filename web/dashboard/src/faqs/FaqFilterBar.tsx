import { NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
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
      <Typed label={words.search} max={200} wide value={filters.q} onChange={(q) => set({ q })} />
      <NativeSelect aria-label={words.type} data={options(words.anyType, faqTypes, words.types)} value={filters.type} onChange={(e) => set({ type: e.currentTarget.value })} />
      <NativeSelect aria-label={words.status} data={options(words.anyStatus, faqStatuses, words.statuses)} value={filters.status} onChange={(e) => set({ status: e.currentTarget.value })} />
      <Typed label={words.label} max={64} value={filters.label} onChange={(label) => set({ label })} />
      {narrowed(filters) && (
        <button type="button" className="link" onClick={() => go(faqsPath({ ...filtersOf(new URLSearchParams()), sort: filters.sort }), { replace: true })}>
          {words.clear}
        </button>
      )}
    </div>
  )
}

interface TypedProps {
  label: string
  max: number
  wide?: boolean
  value: string
  onChange: (text: string) => void
}

/** A field that tells what is in it once the typing pauses. */
function Typed({ label, max, wide, value, onChange }: TypedProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(() => onChange(text.trim()), 250)
    return () => clearTimeout(timer)
  }, [text])
  return <TextInput type="search" aria-label={label} placeholder={label} maxLength={max} dir="auto" className={wide ? 'faq-search' : 'faq-label'} value={text} onChange={(e) => setText(e.currentTarget.value)} />
}
