import { expect, it } from 'vitest'
import { stagesOf } from './counts'

it('counts a message in every stage that it has passed', () => {
  const none = { total: 10, queued: 1, sending: 0, sent: 2, delivered: 3, read: 1, failed: 1, unknown: 1, skipped: 1, cancelled: 0, replied: 2, resolved: 1 }
  expect(stagesOf(none).map((s) => s.count)).toEqual([6, 4, 1, 2, 1])
})
