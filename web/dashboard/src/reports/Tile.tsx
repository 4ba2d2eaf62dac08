import { reports as words } from '../strings/reports'
import { change } from './figures'

interface Props {
  label: string
  value: string
  /** What else there is to say about the number. */
  hint?: string | undefined
  /** The numbers themselves, now and before, where they are compared; null where there is none. */
  now?: number | null
  before?: number | null | undefined
  /** The number before, in words. */
  was?: string | undefined
}

/** One number, with how it changed. Whether more is better is for the reader to say: it has no colour. */
export function Tile({ label, value, hint, now, before, was }: Props) {
  const by = now !== undefined && now !== null && before !== undefined && before !== null ? change(now, before) : null
  return (
    <div className="tile">
      <dt>{label}</dt>
      <dd className="tile-value">{value}</dd>
      {hint && <dd className="muted">{hint}</dd>}
      {was !== undefined && <dd className="muted">{by ? words.trend(by, was) : words.trendNone(was)}</dd>}
    </div>
  )
}
