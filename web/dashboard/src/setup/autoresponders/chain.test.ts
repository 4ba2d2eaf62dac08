import { expect, test } from 'vitest'
import { sameOrder, warningOf } from './chain'

test('an order says what it silences', () => {
  expect(warningOf([])).toBe('empty')
  expect(warningOf(['faq'])).toBeNull()
  expect(warningOf(['faq', 'quick_reply', 'filler'])).toBe('first')
  expect(warningOf(['quick_reply', 'faq'])).toBe('quickFirst')
  expect(warningOf(['filler', 'faq'])).toBe('fillerEarly')
})

test('orders are the same in the same order', () => {
  expect(sameOrder(['faq', 'filler'], ['faq', 'filler'])).toBe(true)
  expect(sameOrder(['faq', 'filler'], ['filler', 'faq'])).toBe(false)
})
