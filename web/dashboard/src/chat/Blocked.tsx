import type { Conversation } from '../api/types'
import { chat as words } from '../strings/chat'

/** Why no reply can be sent now, and what can be done instead; nothing that was written is lost. */
export function Blocked({ c, onNote }: { c: Conversation; onNote: (held: boolean) => void }) {
  const held = c.reply_blocked === 'not_owner' ? (c.owner?.name ?? '') : ''
  const why = c.reply_blocked === 'window_closed' ? (c.may_send.reason ?? words.blocked.window_closed) : words.blocked[c.reply_blocked ?? '']
  return (
    <div className="blocked" role="status">
      <span dir="auto">{held ? words.taken(held) : why}</span>
      <button type="button" className="link" onClick={() => onNote(held !== '')}>
        {words.writeNote}
      </button>
    </div>
  )
}
