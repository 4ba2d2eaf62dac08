import { expect, test } from 'vitest'
import { faqsAt, faqsPath, filtersOf, narrowed } from './filters'

test('filters come back from the address they made', () => {
  const filters = { q: 'où & "when"?', type: 'general', status: 'draft', label: 'pay ments' }
  expect(filtersOf(new URL(faqsPath(filters, 'x1'), 'http://a').searchParams)).toEqual(filters)
  expect(faqsPath(filters, 'x1')).toMatch(/^\/setup\/autoresponders\/faqs\/x1\?/)
})

test('what the API would refuse is left out', () => {
  const filters = filtersOf(new URLSearchParams({ type: 'poem', status: '*', q: 'a'.repeat(300), label: '  ' }))
  expect(filters).toEqual({ q: 'a'.repeat(200), type: '', status: '', label: '' })
})

test('no filter, no query', () => {
  const none = filtersOf(new URLSearchParams())
  expect(narrowed(none)).toBe(false)
  expect(faqsPath(none)).toBe(faqsAt)
  expect(narrowed({ ...none, label: 'x' })).toBe(true)
})
