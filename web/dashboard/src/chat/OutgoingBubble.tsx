import { chat as words } from '../strings/chat'
import type { Outgoing } from './outbox'
import { Quoted } from './Quoted'
import { Text } from './Text'

interface Props {
  o: Outgoing
  onRetry: () => void
  onEdit: () => void
  onDiscard: () => void
}

/** What was just written: there at once, and with its reason if it could not be sent. */
export function OutgoingBubble({ o, onRetry, onEdit, onDiscard }: Props) {
  return (
    <div className={`burst ${o.note ? 'note' : 'out'}`} data-outgoing={o.state}>
      <div className={`bubble ${o.state}`}>
        {o.replyTo && <Quoted m={o.replyTo} />}
        <p dir="auto" className="text">
          <Text text={o.text} mentions={o.mentions ?? []} />
        </p>
        {o.files.map((f) => (
          <p key={f.id}>{f.name}</p>
        ))}
        {o.state === 'sending' ? (
          <p className="receipt">{words.state.sending}</p>
        ) : (
          <div className="refusal" role="alert">
            <span>
              {words.notSent} {o.reason}
            </span>
            <button type="button" className="link" onClick={onRetry}>
              {words.retry}
            </button>
            {!o.template && (
              <button type="button" className="link" onClick={onEdit}>
                {words.edit}
              </button>
            )}
            <button type="button" className="link" onClick={onDiscard}>
              {words.discard}
            </button>
          </div>
        )}
      </div>
    </div>
  )
}
