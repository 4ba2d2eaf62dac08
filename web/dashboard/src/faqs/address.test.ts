import { expect, test } from 'vitest'
import { faqsAt, faqsPath, filtersOf, narrowed, orderFor } from './address'

test('filters come back from the address they made', () => {
  const filters = { q: 'où & "when"?', type: 'general', status: 'draft', label: 'pay ments', sort: 'matches' }
  expect(filtersOf(new URL(faqsPath(filters, 'x1'), 'http://a').searchParams)).toEqual(filters)
  expect(faqsPath(filters, 'x1')).toMatch(/^\/setup\/autoresponders\/faqs\/x1\?/)
})

test('what the API would refuse is left out', () => {
  const filters = filtersOf(new URLSearchParams({ type: 'poem', status: '*', sort: 'luck', q: 'a'.repeat(300), label: '  ' }))
  expect(filters).toEqual({ q: 'a'.repeat(200), type: '', status: '', label: '', sort: '' })
})

test('no filter, no query', () => {
  const none = filtersOf(new URLSearchParams())
  expect(narrowed(none)).toBe(false)
  expect(faqsPath(none)).toBe(faqsAt)
  expect(narrowed({ ...none, label: 'x' })).toBe(true)
})

test('a column pressed twice is no order any more', () => {
  expect(orderFor('', { id: 'matches', desc: false })).toBe('matches')
  expect(orderFor('matches', null)).toBe('')
  expect(orderFor('question', { id: 'question', desc: true })).toBe('')
  expect(orderFor('question', { id: 'updated', desc: false })).toBe('')
})
