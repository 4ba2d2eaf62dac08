import type { Conversation } from '../api/types'
import { useUser } from '../session'
import { chat as words } from '../strings/chat'
import { useTyping } from '../typing'

/** Who else writes now. */
export function TypingLine({ c }: { c: Conversation }) {
  const typing = useTyping(c.id)
  const me = useUser().id
  if (!typing || typing.user?.id === me) return null
  return <p className="typing">{words.typing(typing.user?.name ?? c.contact.name)}</p>
}
