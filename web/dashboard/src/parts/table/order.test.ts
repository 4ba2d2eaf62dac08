import { expect, test } from 'vitest'
import type { Column } from './column'
import { found, inOrder, next, sortOf, sortText } from './order'

const columns: Column<string>[] = [{ id: 'word', label: 'Word', cell: (s) => s, text: (s) => s }]
const sorted = (rows: string[], desc = false) => inOrder(rows, columns, { id: 'word', desc })

test('numbers by size, words as people sort, nothing last', () => {
  expect(sorted(['10', '9', '', '-1', '2.5'])).toEqual(['-1', '2.5', '9', '10', ''])
  expect(sorted(['10', '9', '', '-1', '2.5'], true)).toEqual(['10', '9', '2.5', '-1', ''])
  expect(sorted(['item 10', 'Item 9', 'äpfel', 'zebra'])).toEqual(['äpfel', 'Item 9', 'item 10', 'zebra'])
})

test('rows that are equal keep their places', () => {
  const rows = [{ n: 'b' }, { n: 'B' }]
  expect(inOrder(rows, [{ ...columns[0], text: (r: { n: string }) => r.n } as never], { id: 'word', desc: true })).toEqual(rows)
})

test('every word is found, anywhere and in any case', () => {
  expect(found(['Asha Rao', 'Ravi'], columns, ' RA as ')).toEqual(['Asha Rao'])
  expect(found(['Asha Rao', 'Ravi'], columns, ' ')).toHaveLength(2)
})

test('a sort comes back from the address', () => {
  for (const sort of [null, { id: 'word', desc: false }, { id: 'word', desc: true }]) expect(sortOf(sortText(sort), columns)).toEqual(sort)
  expect(sortOf('-other', columns)).toBeNull()
  expect(next(next(next(null, 'word'), 'word'), 'word')).toBeNull()
  expect(next(null, 'word', true)).toEqual({ id: 'word', desc: true })
  expect(next({ id: 'word', desc: true }, 'word', true)).toEqual({ id: 'word', desc: false })
  expect(next({ id: 'word', desc: false }, 'word', true)).toBeNull()
})
