import { expect, test } from 'vitest'
import { reordered } from './Reorder'

test('an item goes where it is put, the others keep their order', () => {
  expect(reordered(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
  expect(reordered(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
  expect(reordered(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'b', 'c'])
})
