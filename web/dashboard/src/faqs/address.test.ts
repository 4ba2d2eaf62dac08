import { expect, test } from 'vitest'
import { faqsAt, faqsPath, filtersOf, narrowed, orderOf, sortAsked, sortFor } from './address'

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

test('every order has two directions', () => {
  for (const sort of ['', '-updated', 'question', '-question', 'matches', '-matches', 'created', '-created']) {
    expect(sortFor(orderOf(sort))).toBe(sort)
    expect(filtersOf(new URLSearchParams({ sort })).sort).toBe(sort)
  }
  expect(orderOf('matches').desc).toBe(true)
  expect(orderOf('-question').desc).toBe(true)
  expect(sortFor(null)).toBe('')
  expect(sortAsked('-matches')).toEqual({ sort: 'matches', reverse: 'true' })
  expect(sortAsked('')).toEqual({ sort: '', reverse: '' })
})
