import { expect, test } from 'vitest'
import type { Message } from '../api/types'
import { inDays, merge } from './messages'

const message = (id: string, at: string, author = 'contact', agent: string | null = null) =>
  ({ id, created_at: at, author, private: false, agent: agent && { id: agent, name: agent } }) as unknown as Message
const page = (ids: string, next: string | null) => ({ items: [...ids].map((id) => message(id, '2026-01-02T12:00:00Z')), next_cursor: next })
const ids = (items: Message[]) => items.map((m) => m.id).join('')

test('bursts end with a pause, another writer and the day', () => {
  const days = inDays([
    message('a', '2026-01-01T12:00:00'), message('b', '2026-01-01T12:04:00'), message('c', '2026-01-01T12:10:00'),
    message('d', '2026-01-01T12:10:01', 'agent', 'ines'), message('e', '2026-01-01T12:10:02', 'agent', 'ravi'),
    message('f', '2026-01-02T12:10:00', 'agent', 'ravi'),
  ])
  expect(days.map((d) => d.bursts.map((b) => ids(b.messages)))).toEqual([['ab', 'c', 'd', 'e'], ['f']])
})

test('a fresh page neither doubles nor loses', () => {
  const old = { pages: [page('dcb', 'x'), page('a', null)], pageParams: ['', 'x'] }
  const got = merge(old, page('fed', 'y'))
  expect(got.pages.map((p) => ids(p.items))).toEqual(['fedcb', 'a'])
  expect(got.pages[0]?.next_cursor).toBe('x')
})

test('more news than a page has room for begins anew', () => {
  const old = { pages: [page('cba', null)], pageParams: [''] }
  expect(merge(old, page('zyx', 'y')).pages.map((p) => ids(p.items))).toEqual(['zyx'])
})
