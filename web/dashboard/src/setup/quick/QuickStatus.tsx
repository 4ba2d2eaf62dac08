import { quick as words } from '../../strings/quick'
import type { QuickReply } from './types'

const hue: Record<QuickReply['status'], string> = { draft: 'pending', active: 'active', archived: 'inactive' }

/** Where a quick reply stands: its hue, and always its word. */
export function QuickStatus({ status }: { status: QuickReply['status'] }) {
  return <span className={`status status-${hue[status]}`}>{words.statuses[status]}</span>
}
