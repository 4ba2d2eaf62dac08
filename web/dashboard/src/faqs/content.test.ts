import { expect, test } from 'vitest'
import { contentOf, differing, pasted, tidy } from './content'

const written = { ...contentOf(null), question: ' May I pay in cash? ', related_questions: ['', 'cash ok? ', '  '] }

test('lines that hold nothing are not saved, and are no difference', () => {
  expect(tidy(written)).toMatchObject({ question: 'May I pay in cash?', related_questions: ['cash ok?'] })
  expect(differing(written, tidy(written))).toEqual([])
  expect(differing(written, { ...written, labels: ['pay'], answer: 'Yes.' })).toEqual(['answer', 'labels'])
})

test('pasted lines become questions, in their place', () => {
  expect(pasted(['a', '', 'z'], 1, 'one line')).toBeNull()
  expect(pasted(['a', '', 'z'], 1, 'b\r\n\n c ')).toEqual(['a', 'b', 'c', 'z'])
  expect(pasted(['a', 'said', 'z'], 1, 'b\nc')).toEqual(['a', 'said', 'b', 'c', 'z'])
})
