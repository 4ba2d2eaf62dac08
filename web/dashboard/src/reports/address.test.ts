import { describe, expect, test } from 'vitest'
import { daysOf, filtersOf, ownZone, reportPath } from './address'

const of = (query: string) => filtersOf(new URLSearchParams(query))
const id = '11111111-1111-4111-8111-111111111111'

describe('filters of reports', () => {
  test('come back from their address', () => {
    for (const query of ['', 'days=7', 'from=2026-03-01&to=2026-03-31&zone=Asia%2FKolkata', `inbox=${id}&compare=previous`, `agent=${id}`, `campaign=${id}`]) {
      expect(reportPath('overview', of(query))).toBe(`/reports/overview${query ? `?${query}` : ''}`)
    }
  })
  test('leave out what the API would refuse', () => {
    expect(of('days=12&from=2026-03-02&to=2026-03-01&zone=Mars&inbox=shop&agent=x&compare=yes')).toEqual(of(''))
    expect(of(`agent=${id}&campaign=${id}`).campaign).toBe('')
    expect(of('').zone).toBe(ownZone())
  })
  test('end today, by the clock of the zone', () => {
    const evening = new Date('2026-03-01T20:00:00Z')
    expect(daysOf(of('days=7&zone=Asia/Kolkata'), evening)).toEqual({ from: '2026-02-24', to: '2026-03-02' })
    expect(daysOf(of('days=1&zone=UTC'), evening)).toEqual({ from: '2026-03-01', to: '2026-03-01' })
  })
})
