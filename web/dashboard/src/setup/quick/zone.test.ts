import { expect, test } from 'vitest'
import { shiftsOf, zones } from './zone'

test('a zone says when its clocks are changed', () => {
  const shifts = shiftsOf('Europe/Berlin', Date.UTC(2026, 0, 1))
  expect(shifts.map((s) => s.by)).toEqual([60, -60])
  expect(new Date(shifts[0]?.at ?? 0).toISOString().slice(0, 7)).toBe('2026-03')
  expect(shiftsOf('Asia/Kolkata', Date.UTC(2026, 0, 1))).toEqual([])
})

test('every zone is there once', () => {
  expect(new Set(zones()).size).toBe(zones().length)
  expect(zones()).toContain('Asia/Kolkata')
})
