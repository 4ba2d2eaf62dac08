import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { Conversation, Page } from '../api/types'
import { later, putHead, upsert, type Which } from './conversations'

const which = { view: 'all' } as Which
const conversation = (id: string, version: number) => ({ id, version }) as Conversation
const page = (...items: Conversation[]): Page<Conversation> => ({ items, next_cursor: null })

/** A browser that shows two pages of a list, and one conversation by itself. */
function shown() {
  const client = new QueryClient()
  client.setQueryData(['conversations', which], { pages: [page(conversation('a', 1), conversation('b', 1)), page(conversation('c', 1))], pageParams: ['', 'x'] })
  client.setQueryData(['conversation', 'a'], conversation('a', 1))
  const versions = () => {
    const list = client.getQueryData<{ pages: Page<Conversation>[] }>(['conversations', which])
    return [...(list?.pages ?? []).flatMap((p) => p.items), client.getQueryData<Conversation>(['conversation', 'a'])].map((c) => `${c?.id}${c?.version}`)
  }
  return { client, versions }
}

function shuffled<T>(items: T[], n: number): T[] {
  const left = [...items]
  const out: T[] = []
  for (let seed = n + 1; left.length; ) {
    seed = (seed * 48271) % 2147483647
    out.push(...left.splice(seed % left.length, 1))
  }
  return out
}

test('whatever order changes come in, and however often, the last version is what is shown', () => {
  const changes = [2, 3, 4, 5, 5, 3].flatMap((v) => [conversation('a', v), conversation('b', v + 1), conversation('c', v)])
  for (let n = 0; n < 1000; n++) {
    const { client, versions } = shown()
    for (const c of shuffled(changes, n)) upsert(client, c)
    expect(versions()).toEqual(['a5', 'b6', 'c5', 'a5'])
  }
})

test('a first page that was read earlier takes nothing back', () => {
  const { client, versions } = shown()
  upsert(client, conversation('a', 7))
  putHead(client, which, page(conversation('b', 2), conversation('a', 6)))
  expect(versions().slice(0, 2)).toEqual(['b2', 'a7'])
})

test('of one version what was read last counts', () => {
  const [old, now] = [conversation('a', 3), conversation('a', 3)]
  expect(later(old, now)).toBe(now)
  expect(later(undefined, now)).toBe(now)
})
