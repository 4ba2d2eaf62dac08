import { describe, expect, it } from 'vitest'
import { everything, filtersOf, narrowed, pathOf } from './filters'

describe('filters of contacts', () => {
  it('come back from the address as they went in', () => {
    const filters = { ...everything, q: 'Zoë & co', status: 'pending', channel: 'telegram', opted_out: 'no', sort: 'name' }
    expect(filtersOf(new URL(pathOf(filters), 'http://x').searchParams)).toEqual(filters)
    expect(pathOf(everything)).toBe('/contacts')
  })
  it('leave out what the API would refuse', () => {
    const search = new URLSearchParams({ status: 'open', inbox_id: '1', channel: 'fax', opted_out: 'true', sort: 'age', label: 'x'.repeat(65), q: 'y'.repeat(201) })
    expect(filtersOf(search)).toEqual(everything)
  })
  it('are no filter where they only order', () => {
    expect(narrowed({ ...everything, sort: 'name' })).toBe(false)
    expect(narrowed({ ...everything, label: 'vip' })).toBe(true)
  })
})
