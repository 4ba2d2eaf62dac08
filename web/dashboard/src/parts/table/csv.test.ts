import { expect, test } from 'vitest'
import type { Column } from './column'
import { csvOf } from './csv'

const column: Column<string> = { id: 'a', label: 'What was said', cell: (s) => s, text: (s) => s }
const fields = (...rows: string[]) => csvOf(rows, [column]).split('\r\n').slice(1, -1)

test('what has commas, quotes and lines stays one field', () => {
  expect(fields('plain', 'a, "b"', 'two\nlines')).toEqual(['plain', '"a, ""b"""', '"two\nlines"'])
})

test('nothing is a formula, and a number stays one', () => {
  expect(fields('=1+1', '@SUM(A1)', '+cmd|calc', '-2+3', '\tx', '-5', '+4.25')).toEqual(["'=1+1", "'@SUM(A1)", "'+cmd|calc", "'-2+3", "'\tx", '-5', '+4.25'])
})

test('the head is a line too', () => {
  expect(csvOf([], [column, { ...column, label: '=x' }])).toBe("\ufeffWhat was said,'=x\r\n")
})
