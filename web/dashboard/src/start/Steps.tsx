import { Button } from '@mantine/core'
import { Link } from '../parts/Link'
import { start as words } from '../strings/start'
import { go } from '../url'
import type { Step } from './steps'

/** The checklist; the first step that is not done says what it is for, and has the button. */
export function Steps({ steps }: { steps: Step[] }) {
  const next = steps.find((s) => !s.done)
  return (
    <section className="panel start" aria-label={words.title}>
      <p className="muted" role="status">
        {words.progress(steps.filter((s) => s.done).length, steps.length)}
      </p>
      <ol className="start-steps">
        {steps.map((s) => (
          <li key={s.id} className="start-step" data-done={s.done || undefined} aria-current={s === next ? 'step' : undefined}>
            <span className="start-tick" aria-hidden="true">
              {s.done ? '✓' : ''}
            </span>
            {s === next ? <Next step={s} /> : <Other step={s} />}
          </li>
        ))}
      </ol>
      {!next && (
        <div className="start-next">
          <p>{words.allDone}</p>
          <Button onClick={() => go('/inbox/all')}>{words.toInbox}</Button>
        </div>
      )}
    </section>
  )
}

function Next({ step }: { step: Step }) {
  const said = words.steps[step.id]
  return (
    <div className="start-next">
      <strong>{said.title}</strong>
      <p>{said.hint}</p>
      <div className="start-acts">
        <Button onClick={() => go(step.href)}>{said.act}</Button>
        {step.id === 'faq' && (
          <Link className="link" href="/setup/autoresponders/faqs/import">
            {words.upload}
          </Link>
        )}
      </div>
    </div>
  )
}

function Other({ step }: { step: Step }) {
  return (
    <Link className="start-other" href={step.href}>
      {words.steps[step.id].title}
      {step.done && <span className="sr">{`, ${words.done}`}</span>}
    </Link>
  )
}
