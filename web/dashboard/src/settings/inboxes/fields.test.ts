import { describe, expect, it } from 'vitest'
import type { Inbox } from '../../api/types'
import { channels, fieldsOf, settingsOf, stateOf, valuesOf } from './fields'

const health: Inbox['health'] = {
  state: 'active', reason: '', last_inbound_at: null, last_outbound_at: null, last_failure_at: null, last_failure: '', failures_24h: 0, conflicts: 0, problem: '', needs_reauthorisation: false, templates: null, checked_at: null,
}
const bot: Inbox = {
  id: '1', name: 'Bot', channel: 'telegram', account: '123', account_name: 'bot', config: { rate_per_second: 20 }, credentials: ['token'], webhook_url: 'https://x', health, created_at: '',
}

describe('fields of inboxes', () => {
  it('has words for every field of every channel', () => {
    for (const c of channels) for (const f of fieldsOf(c)) expect(f.label, `${c} ${f.name}`).not.toBe(f.name)
  })
  it('gives what was written, and no credentials that were not', () => {
    expect(settingsOf('telegram', { token: ' 1:a ', secret: '', rate_per_second: '20' })).toEqual({ config: { rate_per_second: 20 }, credentials: { token: '1:a' } })
    expect(settingsOf('webhook', { delivery_url: '' })).toEqual({ config: {} })
  })
  it('reads what an inbox has', () => expect(valuesOf(bot)).toMatchObject({ token: '', rate_per_second: '20', burst: '' }))
  it('tells how it is', () => {
    expect(stateOf(bot)).toBe('unknown')
    expect(stateOf({ ...bot, health: { ...health, checked_at: 'x' } })).toBe('ok')
    expect(stateOf({ ...bot, health: { ...health, problem: 'x' } })).toBe('problem')
    expect(stateOf({ ...bot, health: { ...health, problem: 'x', needs_reauthorisation: true } })).toBe('reauth')
    expect(stateOf({ ...bot, health: { ...health, problem: 'x', state: 'disabled' } })).toBe('off')
  })
})
