import { afterEach, expect, test, vi } from 'vitest'
import type { Outgoing } from './outbox'
import { keep, kept } from './unsent'

const outgoing = (key: string, state: Outgoing['state'], messageId: string | null = null) => ({ key, state, messageId, reason: '', text: key }) as Outgoing

const storage = (start = '') => {
  let now: string | null = start || null
  vi.stubGlobal('sessionStorage', {
    getItem: () => now,
    setItem: (_: string, value: string) => (now = value),
    removeItem: () => (now = null),
  })
  return () => now
}
afterEach(() => vi.unstubAllGlobals())

test('what was not sent is there again, and what was being sent is for its writer to try', () => {
  const now = storage()
  keep([outgoing('a', 'failed'), outgoing('b', 'sending'), outgoing('c', 'sending', 'm1')])
  expect(kept('interrupted').map((o) => [o.key, o.state, o.reason])).toEqual([['a', 'failed', ''], ['b', 'failed', 'interrupted']])
  keep([outgoing('c', 'sending', 'm1')])
  expect(now()).toBeNull()
})

test('what cannot be read is nothing', () => {
  storage('{')
  expect(kept('')).toEqual([])
  storage('{"a":1}')
  expect(kept('')).toEqual([])
  vi.stubGlobal('sessionStorage', { getItem: () => { throw new Error('forbidden') }, setItem: () => { throw new Error('full') } })
  keep([outgoing('a', 'failed')])
  expect(kept('')).toEqual([])
})
