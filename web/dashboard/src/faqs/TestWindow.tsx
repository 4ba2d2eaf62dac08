import { Button, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client'
import type { Verdict } from '../api/types'
import { Link } from '../parts/Link'
import { wordsOf } from '../parts/problem'
import { testfaq as words } from '../strings/testfaq'
import { faqsAt } from './address'
import { keepTest, useTested, type Tested } from './tested'
import { ViewMatched } from './ViewMatched'

/** A text, what would answer it, why, and what was tested before. */
export function TestWindow({ faq }: { faq: string }) {
  const tests = useTested()
  const [text, setText] = useState('')
  const [shown, show] = useState<Tested | null>(null)
  const [why, setWhy] = useState(false)
  const test = useMutation({
    mutationFn: (asked: string) => call<Verdict>('POST', '/v1/faqs/test', { body: { text: asked, ...(faq ? { faq_id: faq } : {}) } }),
    onSuccess: (verdict, asked) => {
      keepTest({ text: asked, verdict })
      show({ text: asked, verdict })
    },
  })
  const ask = (what: string) => {
    setText(what)
    if (what.trim()) test.mutate(what.trim())
  }
  return (
    <div className="test-faq">
      <p className="muted">{words.hint}</p>
      <form
        className="ask"
        onSubmit={(e) => {
          e.preventDefault()
          ask(text)
        }}
      >
        <Textarea
          aria-label={words.text}
          placeholder={words.placeholder}
          autosize
          minRows={1}
          maxRows={6}
          dir="auto"
          data-autofocus
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key !== 'Enter' || e.shiftKey || e.nativeEvent.isComposing) return
            e.preventDefault()
            ask(text)
          }}
        />
        <Button type="submit" loading={test.isPending}>
          {words.ask}
        </Button>
      </form>
      {test.isError && (
        <p className="error" role="alert">
          {wordsOf(test.error)}
        </p>
      )}
      {shown && !test.isError && (
        <section className="tested" aria-live="polite">
          <p className="tested-said" dir="auto">
            {shown.text}
          </p>
          <p className={shown.verdict.answered ? 'tested-answer' : 'tested-answer none'} dir="auto">
            {shown.verdict.answered ? shown.verdict.answer : words.noAnswer}
          </p>
          <p className="tested-links">
            {shown.verdict.step && <span className="muted">{`${words.answeredBy}: ${words.step[shown.verdict.step] ?? shown.verdict.step}`}</span>}
            {shown.verdict.faq_id && (
              <Link className="link" href={`${faqsAt}/${shown.verdict.faq_id}`} dir="auto">
                {shown.verdict.question ?? words.seeFaq}
              </Link>
            )}
            <button type="button" className="link" aria-expanded={why} onClick={() => setWhy(!why)}>
              {why ? words.hideMatched : words.viewMatched}
            </button>
          </p>
          {why && <ViewMatched v={shown.verdict} />}
        </section>
      )}
      {tests.length > 1 && <History tests={tests} now={shown} onAgain={(t) => ask(t.text)} />}
    </div>
  )
}

function History({ tests, now, onAgain }: { tests: Tested[]; now: Tested | null; onAgain: (t: Tested) => void }) {
  return (
    <section className="test-history">
      <h3>{words.history}</h3>
      <ul>
        {tests
          .filter((t) => t.text !== now?.text)
          .map((t) => (
            <li key={t.text}>
              <button type="button" className="link cut" dir="auto" aria-label={words.again(t.text)} onClick={() => onAgain(t)}>
                {t.text}
              </button>
              <span className="muted cut" dir="auto">
                {t.verdict.question ?? (t.verdict.step ? words.step[t.verdict.step] : words.unanswered)}
              </span>
            </li>
          ))}
      </ul>
    </section>
  )
}
