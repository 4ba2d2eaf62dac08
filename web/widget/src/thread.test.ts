import { expect, test } from 'vitest'
import { Thread } from './thread'
import type { Message, Pending } from './types'

const message = (id: string, more: Partial<Message> = {}): Message => ({
  id, from: 'agent', text: id, state: 'sent', at: '2026-01-01T00:00:00Z', position: 1, version: '1', ...more,
})
const pending = (id: string, at: string): Pending => ({ id, text: id, at, page: { url: '', title: '' }, state: 'waiting' })
const shown = (t: Thread) => t.lines().map((l) => ('message' in l ? l.message.text : l.pending.text))

test('the newest version stays, in whatever order they come', () => {
  const versions = ['9', '10', '9007199254740993', '9007199254740992']
  for (const order of [versions, [...versions].reverse()]) {
    const t = new Thread()
    for (const version of order) t.upsert(message('a', { version, text: version }))
    expect(shown(t)).toEqual(['9007199254740993'])
  }
  const t = new Thread()
  expect(t.upsert(message('a'))).toBe(true)
  expect(t.upsert(message('a'))).toBe(false)
})

test('a message on its way gives its place to the one that arrived, whichever is known first', () => {
  const arrived = message('m', { client_id: 'c', from: 'visitor', text: 'hello' })
  const t = new Thread()
  t.put(pending('c', '1'))
  t.put(pending('d', '0'))
  t.upsert(message('b', { position: 2 }))
  expect(shown(t)).toEqual(['b', 'd', 'c'])
  t.upsert(arrived)
  expect(shown(t)).toEqual(['hello', 'b', 'd'])
  t.put(pending('c', '1'))
  expect(shown(t)).toEqual(['hello', 'b', 'd'])
})

test('unread is what the brand wrote and nobody looked at', () => {
  const t = new Thread()
  t.upsert(message('a'))
  t.upsert(message('b', { state: 'delivered', from: 'auto', position: 3 }))
  t.upsert(message('c', { state: 'received', from: 'visitor', position: 4 }))
  t.upsert(message('d', { state: 'read' }))
  t.upsert(message('e', { deleted: true }))
  expect(t.unread()).toBe(2)
  expect(t.latestOfBrand()?.id).toBe('b')
  t.restart()
  expect(t.unread()).toBe(0)
})
