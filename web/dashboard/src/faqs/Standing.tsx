import type { Faq } from '../api/types'
import { instantOf } from '../parts/time'
import { statusHint, faqs as words } from '../strings/faqs'
import { FaqStatus } from './FaqStatus'

/** Where an FAQ stands: its status in words, what it has answered, and who edited it last. */
export function Standing({ faq, locked }: { faq: Faq; locked: boolean }) {
  return (
    <section className="panel faq-standing" aria-label={words.status}>
      <h2>
        <FaqStatus status={faq.status} />
      </h2>
      <p>{locked ? words.activeLocked : statusHint(faq.status)}</p>
      <p className="muted">{words.matchesOf(faq.matches_30d)}</p>
      <p className="muted" dir="auto">
        {faq.edited_by_name ? words.editedLast(faq.edited_by_name, instantOf(faq.updated_at)) : words.editedNobody(instantOf(faq.updated_at))}
      </p>
    </section>
  )
}
