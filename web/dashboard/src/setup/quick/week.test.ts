import { expect, test } from 'vitest'
import { days, hourOn, intervalsOf, onDay, outside, painted, sameWeek, stretchesOf, type Interval } from './week'

const friday: Interval = { day: 'friday', from: '18:00', to: '09:00' }
const sunday: Interval = { day: 'sunday', from: '22:30', to: '06:15' }

test('a night is drawn on both of its days and written once', () => {
  const night = stretchesOf([friday])
  expect(onDay(night, 4)).toEqual([{ from: 18 * 60, to: 24 * 60 }])
  expect(onDay(night, 5)).toEqual([{ from: 0, to: 9 * 60 }])
  expect(intervalsOf(night)).toEqual([friday])
})

test("Sunday's night runs into Monday", () => {
  const night = stretchesOf([sunday])
  expect(onDay(night, 0)).toEqual([{ from: 0, to: 375 }])
  expect(hourOn(night, 0, 6)).toBe('part')
  expect(intervalsOf(night)).toEqual([sunday])
})

test('hours that touch become one; those of more than a day are cut at midnight', () => {
  const weekend = painted(painted([friday], { from: 5 * 1440 + 540, to: 6 * 1440 }, true), { from: 6 * 1440, to: 7 * 1440 }, true)
  expect(weekend).toEqual([
    { day: 'friday', from: '18:00', to: '24:00' },
    { day: 'saturday', from: '00:00', to: '24:00' },
    { day: 'sunday', from: '00:00', to: '24:00' },
  ])
})

test('a stretch is taken out of the middle, also past the end of the week', () => {
  expect(painted([friday], { from: 4 * 1440 + 20 * 60, to: 4 * 1440 + 21 * 60 }, false)).toEqual([
    { day: 'friday', from: '18:00', to: '20:00' },
    { day: 'friday', from: '21:00', to: '09:00' },
  ])
  expect(painted([sunday], { from: 6 * 1440 + 23 * 60, to: 7 * 1440 + 60 }, false)).toEqual([
    { day: 'monday', from: '01:00', to: '06:15' },
    { day: 'sunday', from: '22:30', to: '23:00' },
  ])
})

test('a whole week, none of it, and the rest of one', () => {
  const all: Interval[] = days.map((day) => ({ day, from: '00:00', to: '00:00' }))
  expect(outside(all)).toEqual([])
  expect(sameWeek(outside([]), all)).toBe(true)
  expect(outside(outside([friday, sunday]))).toEqual([friday, sunday])
})
