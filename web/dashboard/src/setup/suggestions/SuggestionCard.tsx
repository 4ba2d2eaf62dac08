import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import { faqsAt } from '../../faqs/address'
import { Link } from '../../parts/Link'
import { wordsOf } from '../../parts/problem'
import { dayOf } from '../../parts/time'
import { say } from '../../parts/toasts'
import { may, useUser } from '../../session'
import { suggestions as words } from '../../strings/suggestions'
import { AcceptDialog } from './AcceptDialog'
import { suggestionsChanged, type Suggestion } from './queries'

/** A group of messages that ask the same: how often, in which words, and what becomes of it. */
export function SuggestionCard({ suggestion: s }: { suggestion: Suggestion }) {
  const client = useQueryClient()
  const edits = may(useUser(), 'content:edit')
  const [accepting, setAccepting] = useState(false)
  const decide = async (act: 'dismiss' | 'reopen', said: string, undo?: () => void) => {
    try {
      await call('POST', `/v1/faqs/suggestions/${s.id}/${act}`)
      say(said, undo ? { undo: { label: words.undo, act: undo } } : {})
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    await suggestionsChanged(client)
  }
  const reopen = () => void decide('reopen', words.reopened)
  return (
    <li className="panel suggestion">
      <div className="step-head">
        <h2 dir="auto">{s.question}</h2>
        <span className="gap" />
        <span className="muted">
          {words.asked(s.size)} · {words.between(dayOf(s.first_at), dayOf(s.last_at))}
        </span>
      </div>
      <div>
        <h3>{words.examples}</h3>
        <ul className="suggestion-samples">
          {s.samples.map((m) => (
            <li key={m.decision_id} dir="auto">
              {m.conversation_id ? (
                <Link className="link" href={`/inbox/all/${m.conversation_id}`}>
                  {m.text}
                </Link>
              ) : (
                m.text
              )}
            </li>
          ))}
        </ul>
        {s.size > s.samples.length && s.samples.length > 0 && <p className="muted">{words.more(s.size - s.samples.length)}</p>}
      </div>
      {s.answer && (
        <div>
          <h3>{words.replied}</h3>
          <p className="answer" dir="auto">
            {s.answer}
          </p>
        </div>
      )}
      {s.faq_id && (
        <Link className="link" href={`${faqsAt}/${s.faq_id}`}>
          {words.seeDraft}
        </Link>
      )}
      {edits && s.status !== 'accepted' && (
        <div className="buttons">
          {s.status === 'dismissed' ? (
            <Button variant="default" aria-label={words.actOn(words.reopen, s.question)} onClick={reopen}>
              {words.reopen}
            </Button>
          ) : (
            <>
              <Button variant="default" aria-label={words.actOn(words.dismiss, s.question)} onClick={() => void decide('dismiss', words.dismissed, reopen)}>
                {words.dismiss}
              </Button>
              <Button aria-label={words.actOn(words.accept, s.question)} onClick={() => setAccepting(true)}>
                {words.accept}
              </Button>
            </>
          )}
        </div>
      )}
      {accepting && <AcceptDialog suggestion={s} onClose={() => setAccepting(false)} />}
    </li>
  )
}
