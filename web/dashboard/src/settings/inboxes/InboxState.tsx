import type { Inbox } from '../../api/types'
import { inboxes as words } from '../../strings/inboxes'
import { stateOf, type State } from './fields'

const hues: Record<State, string> = { ok: 'active', off: 'inactive', problem: 'bad', reauth: 'bad', unknown: 'resolved' }

/** How an inbox is: a hue, and always the word. */
export function InboxState({ inbox }: { inbox: Inbox }) {
  const state = stateOf(inbox)
  return <span className={`status status-${hues[state]}`}>{words.states[state]}</span>
}
