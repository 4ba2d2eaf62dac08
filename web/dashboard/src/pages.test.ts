import { expect, test } from 'vitest'
import type { CurrentUser } from './api/types'
import { movedTo, pageOf, sections, sectionsFor } from './pages'

const user = (...permissions: string[]) => ({ permissions }) as unknown as CurrentUser
const all = sections.flatMap((s) => s.pages)

test('an address belongs to the page with the longest path', () => {
  for (const page of all) {
    expect(pageOf(page.path)).toBe(page)
    expect(pageOf(`${page.path}/b1d0/x`)).toBe(page)
    expect(pageOf(`${page.path}x`)).not.toBe(page)
  }
  expect(pageOf('/nowhere')).toBeUndefined()
})

test('paths and keys are there once', () => {
  const keys = [...sections, ...all].map((p) => p.keys).filter(Boolean)
  expect(new Set(keys).size).toBe(keys.length)
  expect(new Set(all.map((p) => p.path)).size).toBe(all.length)
})

test('what a role may not see is not there', () => {
  expect(sectionsFor(user())).toEqual([])
  const seen = sectionsFor(user('content:read')).flatMap((s) => s.pages)
  expect(seen.length).toBeGreaterThan(0)
  expect(new Set(seen.map((p) => p.needs))).toEqual(new Set(['content:read']))
})

test('old addresses lead on with all that they said', () => {
  expect(movedTo(new URL('http://a/faqs/f1?q=x#y'))).toBe('/setup/autoresponders/faqs/f1?q=x#y')
  expect(movedTo(new URL('http://a/faqsheet'))).toBeNull()
})
