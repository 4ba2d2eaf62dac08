import { expect, test } from 'vitest'
import { change, duration, share } from './figures'

test('durations are in the unit that reads best', () => {
  expect([0, 64, 90, 600, 5400, 86_400, 172_800, 2_592_000].map(duration)).toEqual(['0 s', '64 s', '1.5 min', '10 min', '1.5 h', '24 h', '2 d', '30 d'])
  expect(duration(null)).toBe('–')
})

test('nothing is no share of nothing, and no change from nothing', () => {
  expect([share(1, 4), share(0, 0), change(6, 4), change(3, 4), change(4, 4), change(1, 0)]).toEqual(['25%', '–', '+50%', '-25%', '0%', null])
})
