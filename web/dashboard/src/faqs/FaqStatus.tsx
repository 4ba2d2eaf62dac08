import type { Faq } from '../api/types'
import { faqs as words } from '../strings/faqs'

const hue: Record<Faq['status'], string> = { draft: 'pending', active: 'active', archived: 'inactive' }

/** Where an FAQ stands: its hue, and always its word. */
export function FaqStatus({ status }: { status: Faq['status'] }) {
  return <span className={`status status-${hue[status]}`}>{words.statuses[status]}</span>
}
