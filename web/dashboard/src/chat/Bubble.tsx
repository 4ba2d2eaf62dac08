import type { Message } from '../api/types'
import { instantOf, timeOf } from '../parts/time'
import { chat as words } from '../strings/chat'
import { common } from '../strings/common'
import { AttachmentView } from './AttachmentView'
import { Matched } from './Matched'

/** Who says what follows, and since when. */
export function BurstHead({ m, me, contact }: { m: Message; me: string; contact: string }) {
  const agent = m.agent ? (m.agent.id === me ? common.you : m.agent.name) : common.product
  const who = { contact, agent: m.private ? words.noteBy(agent) : agent, auto: words.auto, campaign: words.campaign }[m.author]
  return (
    <div className="burst-head">
      <bdi>{who}</bdi>
      <time dateTime={m.created_at} title={instantOf(m.created_at)}>
        {timeOf(m.created_at)}
      </time>
      {m.author === 'auto' && m.decision_id && <Matched decision={m.decision_id} />}
    </div>
  )
}

/** A message. All of it is text: nothing that people write becomes markup. */
export function Bubble({ m, quoted }: { m: Message; quoted?: Message }) {
  const bad = ['failed', 'refused', 'unknown', 'dropped'].includes(m.state)
  const place = m.content.location
  return (
    <div className={`bubble ${m.author}${bad ? ' failed' : ''}`} data-message={m.id}>
      {m.content.forwarded && <p className="aside">{words.forwarded}</p>}
      {quoted && (
        <blockquote dir="auto">
          <span className="sr">{words.quoted}</span>
          {quoted.text || words.file}
        </blockquote>
      )}
      {m.deleted_at ? (
        <p className="aside">{words.deleted}</p>
      ) : (
        <>
          {m.text && (
            <p dir="auto" className="text">
              <Linked text={m.text} />
            </p>
          )}
          {m.attachments.map((a, i) => (
            <AttachmentView key={a.id ?? i} a={a} />
          ))}
          {place && (
            <p>
              {words.location}: {[place.name, place.address, `${place.latitude}, ${place.longitude}`].filter(Boolean).join(', ')}
            </p>
          )}
          {m.kind === 'unsupported' && <p className="aside">{m.content.unsupported || words.unsupported}</p>}
        </>
      )}
      {m.reactions.length > 0 && (
        <p className="reactions">
          {m.reactions.map((r, i) => (
            <span key={i} role="img" aria-label={words.reactedWith(r.emoji)}>
              {r.emoji}
            </span>
          ))}
        </p>
      )}
      <Receipt m={m} bad={bad} />
    </div>
  )
}

function Receipt({ m, bad }: { m: Message; bad: boolean }) {
  const edited = m.edited_at && !m.deleted_at ? words.edited : ''
  if (bad) {
    return (
      <p className="refusal">
        {words.state[m.state]}. {m.reason}
      </p>
    )
  }
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

const address = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/

/** A text whose web addresses can be opened. */
function Linked({ text }: { text: string }) {
  return text.split(address).map((part, i) =>
    i % 2 === 0 ? (
      part
    ) : (
      <a key={i} href={part} target="_blank" rel="noopener noreferrer nofollow">
        {part}
      </a>
    ),
  )
}
