import { beforeEach, expect, test, vi } from 'vitest'
import { keepNote, noteKey, readNote } from './note'

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (k: string) => kept.get(k) ?? null,
    setItem: (k: string, v: string) => kept.set(k, v),
    removeItem: (k: string) => kept.delete(k),
  })
})

test('a note stays with its writer and its conversation', () => {
  keepNote(noteKey('ines', 'c1'), 'ask the kitchen')
  expect(readNote(noteKey('ines', 'c1'))).toBe('ask the kitchen')
  expect(readNote(noteKey('ravi', 'c1'))).toBe('')
  expect(readNote(noteKey('ines', 'c2'))).toBe('')
  keepNote(noteKey('ines', 'c1'), '')
  expect(readNote(noteKey('ines', 'c1'))).toBe('')
})

test('without a storage a note is written all the same', () => {
  vi.stubGlobal('sessionStorage', undefined)
  keepNote(noteKey('ines', 'c1'), 'ask the kitchen')
  expect(readNote(noteKey('ines', 'c1'))).toBe('')
})
