import { expect, test } from 'vitest'
import { holidaysIn, holidaysOf, hoursIn, hoursSaid, joined, rowsOf } from './holidays'

test('holidays are pasted line by line', () => {
  expect(holidaysIn('2026-12-25 Christmas\n\n12-31\n--01-26;Republic Day\nsoon\n2026-02-30\n02-29 Leap day')).toEqual({
    holidays: [{ date: '2026-12-25', name: 'Christmas' }, { date: '--12-31' }, { date: '--01-26', name: 'Republic Day' }, { date: '--02-29', name: 'Leap day' }],
    wrong: [5, 6],
  })
})

test('a date is there once, the yearly ones last', () => {
  const now = [{ date: '--01-01' }, { date: '2026-12-25' }]
  expect(joined(now, [{ date: '2026-05-01' }, { date: '2026-12-25', name: 'Christmas' }])).toEqual([{ date: '2026-05-01' }, { date: '2026-12-25', name: 'Christmas' }, { date: '--01-01' }])
})

test('hours of a holiday', () => {
  expect(hoursIn(' 10:00-12:00, 14:00 – 24:00')).toEqual([{ from: '10:00', to: '12:00' }, { from: '14:00', to: '24:00' }])
  expect(hoursIn('')).toEqual([])
  for (const wrong of ['10-12', '25:00-26:00', '10:00-12:75', '10:00']) expect(hoursIn(wrong)).toBeNull()
  expect(hoursSaid(hoursIn('10:00-12:00,13:00-14:00') ?? [])).toBe('10:00-12:00, 13:00-14:00')
})

test('rows keep what is typed until it is right', () => {
  const holidays = [{ date: '2026-12-24', name: 'Eve', open: [{ from: '09:00', to: '12:00' }] }, { date: '--01-01' }]
  const rows = rowsOf(holidays)
  expect(holidaysOf(rows)).toEqual(holidays)
  const half = rows.map((r) => (r.date === '--01-01' ? { ...r, hours: '10:0' } : r))
  expect(holidaysOf(half)).toBeNull()
  const more = joined(half, rowsOf([{ date: '2026-05-01' }]))
  expect(more.find((r) => r.date === '--01-01')).toBe(half[1])
  expect(new Set(more.map((r) => r.key)).size).toBe(3)
})
