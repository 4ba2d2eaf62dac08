import { Page } from '../parts/Page'
import { Failed, Skeletons } from '../parts/states'
import { instantOf } from '../parts/time'
import { contacts as words } from '../strings/contacts'
import { useErasure } from './queries'
import type { Erasure } from './types'

const steps = ['rows', 'histories', 'webhooks', 'files'] as const

/** How long after an erasure began Temporal should have deleted the histories: it takes half a minute. */
const late = 3_600_000

/** How far it is that a person is erased; nothing here says who it was. */
export function ErasurePage({ id }: { id: string }) {
  const { data, isPending, error, refetch } = useErasure(id)
  const finished = data?.finished_at
  return (
    <Page title={finished ? words.erased : words.erasing} back={{ href: '/contacts', label: words.back }}>
      {isPending && <Skeletons rows={4} className="data-skeleton" />}
      {error && !data && <Failed title={words.erasureFailed} error={error} retry={() => void refetch()} />}
      {data && (
        <>
          <p role="status">{finished ? words.erasedHint(instantOf(finished)) : words.erasingHint}</p>
          {data.step === 'histories' && Date.now() - Date.parse(data.created_at) > late && <p className="error">{words.historiesLate}</p>}
          <ol className="panel erasure">
            {steps.map((step, n) => {
              const state = stateOf(data, n)
              return (
                <li key={step} className={state} aria-current={state === 'now' ? 'step' : undefined}>
                  <span>{words.steps[step]}</span>
                  <span className="muted">
                    {state !== 'later' && `${words.counts[step](gone(data, step))} · `}
                    {words.states[state]}
                  </span>
                </li>
              )
            })}
          </ol>
        </>
      )}
    </Page>
  )
}

function stateOf(e: Erasure, n: number): 'done' | 'now' | 'later' {
  const at = e.step === 'done' ? steps.length : steps.indexOf(e.step)
  return n < at ? 'done' : n === at ? 'now' : 'later'
}

const gone = (e: Erasure, step: (typeof steps)[number]) => (step === 'rows' ? e.messages : e[step])
