import type { Message } from '../api/types'
import { Icon } from '../parts/icons'
import { instantOf, timeOf } from '../parts/time'
import { chat as words } from '../strings/chat'
import { common } from '../strings/common'
import { AttachmentView } from './AttachmentView'
import { Matched } from './Matched'
import { Quoted } from './Quoted'
import { ReactButton, Reactions } from './Reactions'
import { isBad, Receipt } from './Receipt'
import { Text } from './Text'

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
      {m.author === 'auto' && m.decision_id && <Matched decision={m.decision_id} corrected={m.corrected_by} />}
    </div>
  )
}

/** What can be done with a message; what is not there cannot be done. */
export interface BubbleActs {
  quote?: (m: Message) => void
  react?: { emoji: string[]; open: string | null; onOpen: (id: string | null) => void; set: (m: Message, emoji: string) => void }
  resend?: (m: Message) => void
  settle?: (m: Message, sent: boolean) => void
}

/** A message. All of it is text: nothing that people write becomes markup. */
export function Bubble({ m, quoted, acts }: { m: Message; quoted?: Message | undefined; acts: BubbleActs }) {
  const { react, quote, resend, settle } = acts
  const there = m.direction === 'in' && !m.deleted_at
  return (
    <div className="bubble-row">
      <div className={`bubble ${m.author}${isBad(m) ? ' failed' : ''}`} data-message={m.id} tabIndex={-1}>
        {m.content.forwarded && <p className="aside">{words.forwarded}</p>}
        {quoted && <Quoted m={quoted} />}
        {m.deleted_at ? <p className="aside">{words.deleted}</p> : <Body m={m} />}
        <Reactions m={m} onTakeBack={react && there ? () => react.set(m, '') : undefined} />
        <Receipt m={m} {...(resend ? { onResend: () => resend(m) } : {})} {...(settle ? { onSettle: (sent: boolean) => settle(m, sent) } : {})} />
      </div>
      {there && (quote || react) && (
        <div className="bubble-acts">
          {quote && (
            <button type="button" className="bubble-act" aria-label={words.quote} title={words.quote} onClick={() => quote(m)}>
              <Icon name="quote" />
            </button>
          )}
          {react && (
            <ReactButton emoji={react.emoji} open={react.open === m.id} onOpen={(open) => react.onOpen(open ? m.id : null)} onPick={(e) => react.set(m, e)} />
          )}
        </div>
      )}
    </div>
  )
}

function Body({ m }: { m: Message }) {
  const place = m.content.location
  return (
    <>
      {m.text && (
        <p dir="auto" className="text">
          <Text text={m.text} mentions={m.mentions} />
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
  )
}
