import type { Message } from '../api/types'
import { chat as words } from '../strings/chat'

/** The message that another one answers; it leads there. */
export function Quoted({ m }: { m: Message }) {
  const show = () => {
    const bubble = document.querySelector<HTMLElement>(`[data-message="${CSS.escape(m.id)}"]`)
    bubble?.scrollIntoView({ block: 'center' })
    bubble?.focus({ preventScroll: true })
  }
  return (
    <blockquote dir="auto">
      <span className="sr">{words.quoted}</span>
      <button type="button" onClick={show}>
        {m.deleted_at ? words.deleted : m.text || m.attachments[0]?.name || words.file}
      </button>
    </blockquote>
  )
}
