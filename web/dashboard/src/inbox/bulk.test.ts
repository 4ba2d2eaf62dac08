import { expect, test } from 'vitest'
import type { Conversation } from '../api/types'
import { each } from './bulk'

test('what is refused holds nothing up, and no more than four go at once', async () => {
  const all = Array.from({ length: 9 }, (_, i) => ({ id: String(i) }) as Conversation)
  let going = 0
  let most = 0
  const outcome = await each(all, async (c) => {
    most = Math.max(most, ++going)
    await Promise.resolve()
    going--
    if (c.id === '4') throw new Error('no')
  })
  expect(most).toBe(4)
  expect(outcome.done.map((c) => c.id).sort()).toEqual(['0', '1', '2', '3', '5', '6', '7', '8'])
  expect(outcome.refused.map((r) => r.c.id)).toEqual(['4'])
})
