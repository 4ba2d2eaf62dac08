import { expect, test } from 'vitest'
import { asked, filtersOf, narrowed, pathOf } from './filters'

const search = (path: string) => new URL(path, 'http://a').searchParams

test('filters come back from the address they made', () => {
  const filters = { actor: 'command line', action: 'user', since: '2026-01-02', until: '2026-01-31', about: 'user/u1' }
  expect(filtersOf(search(pathOf(filters)))).toEqual(filters)
  expect(narrowed(filtersOf(search('/settings/audit')))).toBe(false)
})

test('a day that is none is left out', () => {
  expect(filtersOf(search('/x?since=yesterday&until=2026-13-77'))).toMatchObject({ since: '', until: '' })
})

test('the last day is asked for with all of it', () => {
  const { since, until, object_kind, object_id } = asked({ actor: '', action: '', since: '2026-03-01', until: '2026-03-01', about: 'user/u1' })
  expect(Date.parse(until as string) - Date.parse(since as string)).toBe(24 * 3_600_000)
  expect([object_kind, object_id]).toEqual(['user', 'u1'])
})
