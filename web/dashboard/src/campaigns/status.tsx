import type { Campaign } from '../api/types'
import { campaigns as words } from '../strings/campaigns'

/** A campaign's status: its hue, and always its word. */
export function CampaignStatus({ status }: { status: Campaign['status'] }) {
  return <span className={`status campaign-${status}`}>{words.statuses[status]}</span>
}
