import type { Conversation } from '../api/types'
import { chat as words } from '../strings/chat'
import { useTyping } from '../typing'

/** Whether the customer writes now; of colleagues the head tells. */
export function TypingLine({ c }: { c: Conversation }) {
  const typing = useTyping(c.id)
  if (!typing || typing.user) return null
  return (
    <p className="typing">
      <bdi>{words.typing(c.contact.name)}</bdi>
    </p>
  )
}
