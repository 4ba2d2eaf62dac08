import type { Verdict } from '../api/types'
import { Link } from '../parts/Link'
import { testfaq as words } from '../strings/testfaq'
import { faqsAt } from './address'
import { ScoreBar, scoreText } from './ScoreBar'

/** View matched: why something answers or nothing does, with all that was compared and every step of the chain. */
export function ViewMatched({ v }: { v: Verdict }) {
  const [best, next] = v.candidates
  const compared = best !== undefined
  return (
    <div className="matched">
      <p>
        <strong>{v.explanation}</strong> {whyNot(v)}
      </p>
      {v.corrected && (
        <p className="muted" dir="auto">
          {words.corrected(v.corrected)}
        </p>
      )}
      <dl>
        {best && (
          <Row name={v.step === 'faq' ? words.matched : words.best}>
            <FaqLink id={best.faq_id} question={v.question ?? best.question} />
          </Row>
        )}
        {compared && (
          <Row name={words.score}>
            <ScoreBar score={v.score} threshold={v.threshold} />
            <span>{words.of(scoreText(v.score), scoreText(v.threshold))}</span>
          </Row>
        )}
        {compared && (
          <Row name={words.runnerUp}>
            {next ? (
              <>
                <FaqLink id={next.faq_id} question={next.question} /> <span>{scoreText(next.score)}</span>
              </>
            ) : (
              words.nobody
            )}
          </Row>
        )}
        {next && <Row name={words.margin}>{words.marginOf(scoreText(v.score - next.score), scoreText(v.margin))}</Row>}
        <Row name={words.chain}>
          <Chain v={v} />
        </Row>
        {v.quick_replies.length > 0 && (
          <Row name={words.quickReplies}>
            <ul>
              {v.quick_replies.map((q) => (
                <li key={q.quick_reply_id} dir="auto">
                  {q.name}: {q.explanation}
                </li>
              ))}
            </ul>
          </Row>
        )}
        {v.faq && (
          <Row name={words.this}>
            <span>{v.faq.explanation}</span>
          </Row>
        )}
      </dl>
      {v.candidates.length > 1 && (
        <>
          <h3>{words.candidates}</h3>
          <ol className="candidates">
            {v.candidates.map((c) => (
              <li key={c.faq_id}>
                <FaqLink id={c.faq_id} question={c.question} />
                <ScoreBar score={c.score} threshold={v.threshold} />
                <span className="end">{scoreText(c.score)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  )
}

/** Why no FAQ answers, in figures, also where something after the FAQs does. */
function whyNot(v: Verdict): string {
  const [best, next] = v.candidates
  if (v.step === 'faq' || !best) return ''
  if (v.score < v.threshold) return words.bestWas(scoreText(v.score), scoreText(v.threshold))
  return next && v.score - next.score < v.margin ? words.tie(scoreText(v.score - next.score), scoreText(v.margin)) : ''
}

function Chain({ v }: { v: Verdict }) {
  if (v.chain.length === 0) return <>{words.chainOff}</>
  const answered = v.step ? v.chain.indexOf(v.step as (typeof v.chain)[number]) : v.chain.length
  return (
    <ol className="chain-steps">
      {v.chain.map((step, i) => (
        <li key={step} data-answers={i === answered || undefined}>
          {words.step[step]}: {i === answered ? words.answers : i < answered ? words.silent : words.notAsked}
        </li>
      ))}
    </ol>
  )
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function FaqLink({ id, question }: { id: string; question: string }) {
  return (
    <Link className="link" href={`${faqsAt}/${id}`} dir="auto">
      {question}
    </Link>
  )
}
