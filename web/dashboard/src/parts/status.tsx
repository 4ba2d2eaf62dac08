import type { Status } from '../api/types'
import { common } from '../strings/common'

/** A ticket's status: its hue, and always its word. */
export function StatusBadge({ status }: { status: Status | null }) {
  if (!status) return null
  return <span className={`status status-${status}`}>{common.status[status]}</span>
}
