import type { ReactNode } from 'react'
import { faqsAt } from '../../faqs/address'
import { Link } from '../../parts/Link'
import { autoresponders as words } from '../../strings/autoresponders'
import type { Step, StepState } from './chain'
import { FaqState } from './FaqState'
import { FillerState } from './FillerState'
import { QuickState } from './QuickState'

const edits: Record<Step, { href: string; label: string }> = {
  faq: { href: faqsAt, label: words.faq.list },
  quick_reply: { href: '/setup/autoresponders/quick-replies', label: words.quick.list },
  filler: { href: `${faqsAt}?type=filler`, label: words.filler.list },
}

interface Props {
  step: Step
  /** Its place in the chain, from 1; nothing where it is off. */
  place?: number
  state: StepState | undefined
  /** What can be done with it. */
  children?: ReactNode
}

/** A responder: its name, how it stands, and where it is edited. */
export function StepCard({ step, place, state, children }: Props) {
  return (
    <div className="step-card" data-step={step}>
      <div className="step-head">
        <h3>
          {place !== undefined && <span className="step-place">{place}</span>}
          {words.names[step] ?? step}
        </h3>
        <span className="gap" />
        <Link className="link" href={edits[step].href}>
          {edits[step].label}
        </Link>
        {children}
      </div>
      {step === 'faq' && <FaqState />}
      {step === 'quick_reply' && <QuickState />}
      {step === 'filler' && <FillerState count={state?.count ?? 0} />}
    </div>
  )
}
