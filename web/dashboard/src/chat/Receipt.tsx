import type { Message } from '../api/types'
import { chat as words } from '../strings/chat'

interface Props {
  m: Message
  /** What its writer can do about a message that did not arrive. */
  onResend?: () => void
  onSettle?: (sent: boolean) => void
}

/** Whether a message did not arrive, as far as is known. */
export function isBad(m: Message): boolean {
  return ['failed', 'refused', 'unknown', 'dropped'].includes(m.state)
}

/** How far a message has come: ticks, or why not, and what to do about it. */
export function Receipt({ m, onResend, onSettle }: Props) {
  const edited = m.edited_at && !m.deleted_at ? words.edited : ''
  if (isBad(m)) return <Refusal m={m} onResend={onResend} onSettle={onSettle} />
  if (m.direction === 'in' || m.private) return edited ? <p className="receipt">{edited}</p> : null
  const ticks = { sent: '✓', delivered: '✓✓', read: '✓✓' }[m.state as string]
  return (
    <p className={`receipt ${m.state}`}>
      {edited}{' '}
      {ticks ? (
        <span role="img" aria-label={words.state[m.state]} title={words.state[m.state]}>
          {ticks}
        </span>
      ) : (
        words.state[m.state]
      )}
    </p>
  )
}

function Refusal({ m, onResend, onSettle }: { [K in keyof Props]: Props[K] | undefined } & { m: Message }) {
  const open = m.author === 'agent' && m.seq !== null
  return (
    <div className="refusal">
      <span>
        {words.state[m.state]}. {m.reason && words.reason(m.reason)}
      </span>
      {open && onSettle && m.state === 'unknown' && (
        <>
          <button type="button" className="link" onClick={() => onSettle(true)}>
            {words.itArrived}
          </button>
          <button type="button" className="link" onClick={() => onSettle(false)}>
            {words.itDidNot}
          </button>
        </>
      )}
      {open && onResend && (m.state === 'failed' || m.state === 'unknown') && (
        <button type="button" className="link" title={m.state === 'unknown' ? words.mayDouble : undefined} onClick={onResend}>
          {words.sendAgain}
        </button>
      )}
    </div>
  )
}
