import { expect, test } from 'vitest'
import type { Conversation } from '../api/types'
import type { Which } from './conversations'
import { narrowed } from './narrowed'

const all = { view: 'all', q: '', scope: '', status: '' } as Which
const conversation = (id: string, name: string, text: string) => ({ id, contact: { id, name }, last_message: { text } }) as Conversation
const list = {
  pages: [
    { items: [conversation('a', 'Zoë', 'hello'), conversation('b', 'Asha', 'My ORDER')], next_cursor: 'x' },
    { items: [conversation('c', 'Order Desk', 'bye')], next_cursor: 'y' },
  ],
  pageParams: ['', 'x'],
}
const ids = (which: Partial<Which>, was: Which | undefined = all) => narrowed(list, was, { ...all, ...which })?.pages.flatMap((p) => p.items.map((c) => c.id))

test('a search shows what is there of it, without case and accents', () => {
  expect(ids({ q: 'order' })).toEqual(['b', 'c'])
  expect(ids({ q: 'zoe' })).toEqual(['a'])
  expect(ids({ q: 'bye' }, { ...all, q: 'by' })).toEqual(['c'])
})

test('names are no messages', () => {
  const messages = { ...all, scope: 'messages' }
  expect(ids({ q: 'order', scope: 'messages' }, messages)).toEqual(['b'])
})

test('what may not be in the answer is not shown', () => {
  expect(ids({ q: 'nowhere' })).toBeUndefined()
  expect(ids({ q: '' }, { ...all, q: 'order' })).toBeUndefined()
  expect(ids({ q: 'order', status: 'new' })).toBeUndefined()
  expect(narrowed(list, undefined, { ...all, q: 'order' })).toBeUndefined()
})
