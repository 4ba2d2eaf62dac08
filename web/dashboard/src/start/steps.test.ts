import { expect, test } from 'vitest'
import { stepsOf, type Standing } from './steps'

const empty: Standing = { inboxes: [], faqs: { draft: 0, active: 0 }, tested: false, conversations: 0, others: 0 }
const done = (s: Standing) => stepsOf(s).filter((step) => step.done).map((step) => step.id)

test('an empty installation has everything before it', () => {
  expect(done(empty)).toEqual([])
  expect(stepsOf(empty)[4]?.href).toBe('/settings/inboxes/new')
})

test('each step is done by what it asks for alone', () => {
  expect(done({ ...empty, inboxes: ['i1'] })).toEqual(['inbox'])
  expect(stepsOf({ ...empty, inboxes: ['i1'] })[4]?.href).toBe('/settings/inboxes/i1')
  expect(done({ ...empty, faqs: { draft: 1, active: 0 } })).toEqual(['faq'])
  expect(done({ ...empty, faqs: { draft: 0, active: 1 } })).toEqual(['faq', 'active'])
  expect(done({ ...empty, tested: true })).toEqual(['test'])
  expect(done({ ...empty, conversations: 1 })).toEqual(['conversation'])
  expect(done({ ...empty, others: 1 })).toEqual(['invite'])
})
