import { Popover } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client'
import type { Decision, Person, Verdict } from '../api/types'
import { Link } from '../parts/Link'
import { wordsOf } from '../parts/problem'
import { instantOf } from '../parts/time'
import { say } from '../parts/toasts'
import { may, useUser } from '../session'
import { chat } from '../strings/chat'
import { refreshMessages } from './messages'

const words = chat.matched

/** View matched: why an automatic reply was given, and whether somebody found it wrong. */
export function Matched({ decision, corrected }: { decision: string; corrected: Person | null }) {
  const [open, setOpen] = useState(false)
  const { data, isError } = useQuery({
    queryKey: ['decision', decision],
    enabled: open,
    queryFn: ({ signal }) => call<Decision>('GET', `/v1/decisions/${decision}`, { signal }),
  })
  return (
    <>
      {corrected && <span className="wrong">{words.wrongBy(corrected.name)}</span>}
      <Popover opened={open} onChange={setOpen} width={320} position="bottom-end" shadow="sm" withinPortal trapFocus>
        <Popover.Target>
          <button type="button" className="link" onClick={() => setOpen(!open)}>
            {chat.viewMatched}
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={words.title}>
          {isError && <p>{words.failed}</p>}
          {data && (
            <>
              <VerdictView v={data.verdict} />
              {data.verdict.answered && <Correct d={data} />}
            </>
          )}
        </Popover.Dropdown>
      </Popover>
    </>
  )
}

/** "This was wrong", and who said so. */
function Correct({ d }: { d: Decision }) {
  const client = useQueryClient()
  const annotates = may(useUser(), 'conversations:annotate')
  const set = async (wrong: boolean) => {
    try {
      const now = await call<Decision>(wrong ? 'PUT' : 'DELETE', `/v1/decisions/${d.id}/correction`)
      client.setQueryData(['decision', d.id], now)
      if (wrong) say(words.noted, { undo: { label: chat.done.reopen, act: () => void set(false) } })
      await refreshMessages(client, d.conversation_id)
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
  }
  return (
    <p className="correct">
      {d.correction && (
        <span>
          {words.wrongBy(d.correction.user.name)}, <time dateTime={d.correction.at}>{instantOf(d.correction.at)}</time>
        </span>
      )}
      {annotates && (
        <button type="button" className="link" onClick={() => void set(!d.correction)}>
          {d.correction ? words.wasRight : words.wasWrong}
        </button>
      )}
    </p>
  )
}

/** A verdict: what matched, how well, and what came second. */
export function VerdictView({ v }: { v: Verdict }) {
  const format = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 })
  const percent = (n: number) => Math.round(Math.max(0, Math.min(1, n)) * 100)
  return (
    <div className="verdict">
      <p className="empty-title">{words.title}</p>
      <p>{v.explanation}</p>
      <dl>
        {v.question && (
          <div>
            <dt>{words.question}</dt>
            <dd dir="auto">{v.question}</dd>
          </div>
        )}
        {v.step !== 'quick_reply' && v.candidates.length > 0 && (
          <div>
            <dt>{words.score}</dt>
            <dd>
              <svg className="score" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={words.of(format.format(v.score), format.format(v.threshold))}>
                <rect className="score-rail" width="100" height="8" />
                <rect className="score-bar" width={percent(v.score)} height="8" />
                <rect className="score-mark" x={percent(v.threshold)} width="1" height="8" />
              </svg>
              {words.of(format.format(v.score), format.format(v.threshold))}
            </dd>
          </div>
        )}
        {v.step !== 'quick_reply' && (
          <div>
            <dt>{words.runnerUp}</dt>
            <dd dir="auto">{v.runner_up ? `${v.runner_up.question} (${format.format(v.runner_up.score)})` : words.none}</dd>
          </div>
        )}
        {v.step && (
          <div>
            <dt>{words.step}</dt>
            <dd>{words.steps[v.step] ?? v.step}</dd>
          </div>
        )}
      </dl>
      {v.faq_id && (
        <Link className="link" href={faqPath(v.faq_id)}>
          {words.open}
        </Link>
      )}
    </div>
  )
}

/** Where an FAQ is edited. */
export const faqPath = (id: string) => `/setup/autoresponders/faqs/${id}`
