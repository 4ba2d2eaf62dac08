import type { Conversation } from '../api/types'
import { usePresence } from '../presence'
import { useUser } from '../session'
import { chat as words } from '../strings/chat'
import { useTyping } from '../typing'

/** Who else looks at the conversation now, and who of them writes. */
export function PresenceLine({ c }: { c: Conversation }) {
  const me = useUser().id
  const writes = useTyping(c.id)?.user
  const others = usePresence(c.id).filter((p) => p.id !== me)
  if (others.length === 0 && (!writes || writes.id === me)) return null
  const looking = others.filter((p) => p.id !== writes?.id).map((p) => p.name)
  return (
    <span className="presence" role="status">
      {writes && writes.id !== me && <bdi>{words.typing(writes.name)}</bdi>}
      {looking.length > 0 && <bdi>{words.looking(looking)}</bdi>}
    </span>
  )
}
