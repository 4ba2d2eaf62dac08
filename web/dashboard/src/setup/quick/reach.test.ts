import { expect, test } from 'vitest'
import { hindrances } from './reach'
import type { QuickReply } from './types'

const quick = (id: string, status: QuickReply['status'], on: boolean) => ({ id, name: id, status, state: { on, since: null, until: null } }) as QuickReply
const all = [quick('draft', 'draft', true), quick('off', 'active', false), quick('first', 'active', true), quick('second', 'active', true)]
const [, , first, second] = all as [QuickReply, QuickReply, QuickReply, QuickReply]

test('a quick reply answers nobody while the chain leaves it out', () => {
  expect(hindrances(first, ['faq'], all)).toEqual([{ kind: 'off' }])
  expect(hindrances(first, [], all)).toEqual([{ kind: 'off' }])
})

test('what is asked first is said', () => {
  expect(hindrances(first, ['quick_reply', 'faq'], all)).toEqual([])
  expect(hindrances(first, ['faq', 'filler', 'quick_reply'], all)).toEqual([{ kind: 'faqs' }, { kind: 'filler' }])
})

test('of several that are on, the first goes first', () => {
  expect(hindrances(second, ['quick_reply'], all)).toEqual([{ kind: 'behind', name: 'first' }])
  expect(hindrances(first, ['quick_reply'], all)).toEqual([])
})
