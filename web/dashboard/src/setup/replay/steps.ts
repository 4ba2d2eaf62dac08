import { call } from '../../api/client'
import { sameOrder, type Step } from '../autoresponders/chain'
import type { Change } from './change'

/**
 * The requests that make a change, in their order. The chain comes first, unless it is so by now: where somebody has
 * set it since the change was tried, that is refused as stale, and nothing has been done. Drafts come before what is
 * archived, which is so not missed meanwhile.
 */
export function stepsOf(c: Change, now: Step[]): (() => Promise<unknown>)[] {
  return [
    ...(c.order && c.seen && !sameOrder(now, c.order) ? [() => call('PUT', '/v1/responders', { body: { order: c.order, seen: c.seen } })] : []),
    ...c.activate.map((id) => () => call('POST', `/v1/faqs/${id}/activate`)),
    ...c.remove.map((id) => () => call('POST', `/v1/faqs/${id}/archive`)),
    ...(c.threshold !== null ? [() => setMatcher(c.threshold)] : c.calibration ? [() => setMatcher(null, c.calibration)] : []),
  ]
}

// A threshold stands beside the calibration, which stays.
async function setMatcher(threshold: number | null, calibration = '') {
  const now = calibration || (await call<{ calibration: string }>('GET', '/v1/matcher')).calibration
  await call('PUT', '/v1/matcher', { body: { calibration: now, threshold } })
}
