import { expect, test } from 'vitest'
import { changeOf, nothing, overtaken, replayPath, requestOf, type Change } from './change'

const search = (path: string) => new URL(path, 'http://a').searchParams
const id = '0b6a7c1e-0000-4000-8000-000000000001'
const change: Change = { days: 7, calibration: '', threshold: 0.4, order: ['filler', 'faq'], seen: ['faq'], activate: [id], remove: [] }

test('a change lives in the address', () => {
  expect(replayPath(change, 'r1', 'differently')).toMatch(/^\/setup\/autoresponders\/replay\/r1\?.*list=differently$/)
  expect(changeOf(search(replayPath(change)))).toEqual(change)
  expect(replayPath(changeOf(search('/')))).toBe('/setup/autoresponders/replay')
})

test('an empty chain is a change, no chain is none', () => {
  expect(changeOf(search('/?order=')).order).toEqual([])
  expect(nothing(changeOf(search('/?order=')))).toBe(false)
  expect(nothing(changeOf(search('/?days=3')))).toBe(true)
})

test('what the server would refuse is left out', () => {
  expect(changeOf(search('/?days=31&threshold=2&calibration=bold&order=faq,faq,x&activate=y'))).toEqual({ days: 30, calibration: '', threshold: null, order: ['faq'], seen: null, activate: [], remove: [] })
  expect(requestOf(change)).toEqual({ days: 7, threshold: 0.4, order: ['filler', 'faq'], faqs: { activate: [id], remove: [] } })
})

test('an order is set only on top of the one on which it was tried', () => {
  expect(changeOf(search('/?order=faq&seen=')).seen).toEqual([])
  expect(changeOf(search('/?seen=faq')).seen).toBeNull()
  expect(overtaken(change, ['faq'])).toBe(false)
  expect(overtaken(change, ['filler', 'faq'])).toBe(false)
  expect(overtaken(change, ['quick_reply'])).toBe(true)
  expect(overtaken({ ...change, order: null }, ['quick_reply'])).toBe(false)
})
