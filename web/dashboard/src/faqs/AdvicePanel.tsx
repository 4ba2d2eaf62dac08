import { Link } from '../parts/Link'
import { faqs as words } from '../strings/faqs'
import { faqsAt } from './address'
import type { LiveAdvice } from './useAdvice'

/** The linter's advice beside the form: what it is about, what to do, and the other FAQ where one is too near. */
export function AdvicePanel({ live }: { live: LiveAdvice }) {
  const { advice, waits, busy, failed } = live
  return (
    <section className="panel faq-advice" aria-label={words.advice} aria-busy={busy}>
      <h2>
        {words.advice} {busy && !waits && <span className="muted">{words.adviceBusy}</span>}
      </h2>
      <div role="status">
        {waits && <p className="muted">{words.adviceWaits}</p>}
        {!waits && failed && <p className="muted">{words.adviceFailed}</p>}
        {!waits && !failed && advice.length === 0 && !busy && <p className="muted">{words.adviceNone}</p>}
        {!waits && advice.length > 0 && (
          <ul>
            {advice.map((a) => (
              <li key={a.rule + a.field} data-rule={a.rule}>
                <p className="muted">{words.adviceAbout(words.fieldOf(a.field))}</p>
                <p>{a.advice}</p>
                {a.faq_id && (
                  <Link className="link" href={`${faqsAt}/${a.faq_id}`} target="_blank" rel="noopener" onClick={(e) => e.stopPropagation()}>
                    {words.tooNear}
                  </Link>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}
