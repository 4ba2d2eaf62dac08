import type { Outgoing } from './outbox'

const at = 'parley:unsent'

/** Keeps what has not been sent where a reload of the tab finds it. What the server has it keeps itself. */
export function keep(all: Outgoing[]) {
  const waiting = all.filter((o) => !o.messageId)
  try {
    if (waiting.length) sessionStorage.setItem(at, JSON.stringify(waiting))
    else sessionStorage.removeItem(at)
  } catch {
    // a full or forbidden storage: it lives as long as the page then
  }
}

/**
 * What was not sent when the page was left. Of what was just being sent nobody
 * knows whether it arrived: a retry has the same key, so it goes out once.
 */
export function kept(interrupted: string): Outgoing[] {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(at) ?? '[]')
    if (!Array.isArray(found)) return []
    return (found as Outgoing[]).map((o) => (o.state === 'sending' ? { ...o, state: 'failed', reason: interrupted } : o))
  } catch {
    return []
  }
}
