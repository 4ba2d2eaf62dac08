import { expect, test } from 'vitest'
import { mentionAsked, mentioned, named, parts } from './mentions'

const ann = { id: 'a', name: 'Ann' }
const anna = { id: 'b', name: 'Ann Lee' }

test('somebody is being named after an @ that begins a word', () => {
  expect(mentionAsked('hello @an', 9)).toBe('an')
  expect(mentionAsked('@', 1)).toBe('')
  expect(mentionAsked('write to a@b', 12)).toBeNull()
  expect(mentionAsked('@an and', 7)).toBeNull()
})

test('a name takes the place of what was typed of it', () => {
  expect(named('look @an please', 8, anna)).toEqual({ text: 'look @Ann Lee please', caret: 14 })
})

test('the longest name counts, and only as a word of its own', () => {
  expect(mentioned('@Ann Lee', [ann, anna])).toEqual([anna])
  expect(parts('@Ann Lee, @Ann', [ann, anna]).map((p) => p.who?.id ?? p.text)).toEqual(['b', ', ', 'a'])
  expect(mentioned('@Annabel x@Ann', [ann])).toEqual([])
})
