import { expect, test } from 'vitest'
import type { AuditEntry } from '../types'
import { what, where, who } from './words'

const entry = (action: string, o: Partial<AuditEntry> = {}): AuditEntry => ({
  at: '2026-01-02T10:00:00Z', actor: { kind: 'user', id: 'u1', name: 'Ines' }, action, object: { kind: 'user', id: 'u2', name: 'Ravi' },
  detail: {}, address: '', request_id: '', ...o,
})

test('who did it', () => {
  expect(who(entry(''))).toBe('Ines')
  expect(who(entry('', { actor: { kind: 'key', id: 'k', name: 'Shop' } }))).toBe('Shop (API key)')
  expect(who(entry('', { actor: { kind: 'system', id: '', name: '' } }))).toBe('Parley itself')
})

test('what was done, in words', () => {
  expect(what(entry('user.roles_set', { detail: { from: ['member'], to: ['admin', 'agent'] } }), new Map())).toBe('Changed the roles of the user “Ravi” from Member to Admin, Agent')
  expect(what(entry('responders.chain_set', { detail: { from: [], to: ['quick_reply', 'faq'] } }), new Map())).toBe('Changed what answers from nothing to quick replies, FAQs')
  expect(what(entry('conversation.transferred', { detail: { owner_id: 'u2' } }), new Map([['u2', 'Ravi']]))).toBe('Handed a conversation to Ravi')
  expect(what(entry('conversation.status_changed', { detail: { from: 'new', to: 'resolved' } }), new Map())).toBe('Set the status of a conversation from New to Resolved')
})

test('a signal that nobody could take', () => {
  const dropped = entry('conversation.signal_dropped', { detail: { reason: 'wrong_sender' }, object: { kind: 'conversation', id: 'c', name: '' } })
  expect(what(dropped, new Map())).toBe('Dropped a signal for a conversation that does not exist (wrong sender)')
  expect(where(dropped)).toBeNull()
})

test('what this page has no sentence for is still said', () => {
  expect(what(entry('contact.blown_up', { object: { kind: 'contact', id: 'x', name: '' } }), new Map())).toBe('Contacts: blown up')
})

test('where it can be seen', () => {
  expect(where(entry('', { object: { kind: 'conversation', id: 'c 1', name: '' } }))).toBe('/inbox/all/c%201')
  expect(where(entry('', { object: { kind: 'responders', id: '', name: '' } }))).toBeNull()
})
