import { expect, test } from 'vitest'
import { ago, left, urgency } from './time'

const now = Date.parse('2026-01-02T12:00:00Z')
const after = (ms: number) => new Date(now + ms).toISOString()

test('how long ago', () => {
  expect([0, 59_000, 60_000, 3_600_000, 50 * 3_600_000].map((ms) => ago(after(-ms), now))).toEqual(['now', 'now', '1m', '1h', '2d'])
})

test('what is left', () => {
  expect(left(after(21 * 3_600_000 + 14 * 60_000), now)).toBe('21:14')
  expect(left(after(61_000), now)).toBe('1:01')
  expect(left(after(0), now)).toBeNull()
})

test('urgency', () => {
  expect([14 * 60_000, 15 * 60_000, 119 * 60_000, 121 * 60_000].map((ms) => urgency(after(ms), now))).toEqual(['now', 'soon', 'soon', 'calm'])
})
