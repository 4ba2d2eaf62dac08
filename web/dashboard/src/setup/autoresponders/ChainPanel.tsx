import '../../style/conflict.css'
import { Button } from '@mantine/core'
import { useCommands } from '../../frame/commands'
import { Reorder, reordered } from '../../parts/Reorder'
import { instantOf } from '../../parts/time'
import { useUnsaved } from '../../parts/unsaved'
import { may, useUser } from '../../session'
import { autoresponders as words } from '../../strings/autoresponders'
import { namedOrder, warningOf, type Responders, type Step } from './chain'
import { StepCard } from './StepCard'
import { useChain } from './useChain'

const all: Step[] = ['faq', 'quick_reply', 'filler']
const nameOf = (step: Step) => words.names[step] ?? step

/** The chain: put in order, taken out of, put into, and saved as one. */
export function ChainPanel({ now }: { now: Responders }) {
  const sets = may(useUser(), 'responders:set')
  const chain = useChain(now)
  const { order, setOrder, unsaved, conflict, busy } = chain
  useUnsaved(unsaved)
  useCommands(sets ? [{ id: 'chain-save', keys: 'Mod+s', label: words.save, group: 'other', run: chain.save, off: !unsaved || conflict || busy }] : [])
  const off = all.filter((s) => !order.includes(s))
  const state = (step: Step) => now.steps.find((s) => s.step === step)
  return (
    <>
      <section className="chain" aria-labelledby="chain-title">
        <div>
          <h2 id="chain-title">{words.chain}</h2>
          <p className="muted">{words.hint}</p>
        </div>
        {conflict && (
          <div className="panel conflict" role="alert">
            <h2>{words.conflict.title(now.edited_by?.name ?? null)}</h2>
            <p>{words.conflict.theirs(namedOrder(now.order))}</p>
            <p>{words.conflict.mine(namedOrder(order))}</p>
            <div className="buttons">
              <Button variant="default" onClick={chain.takeTheirs}>
                {words.conflict.take}
              </Button>
              <Button loading={busy} onClick={chain.keepMine}>
                {words.conflict.keep}
              </Button>
            </div>
          </div>
        )}
        <Reorder label={words.chain} items={order} itemKey={(s) => s} name={nameOf} fixed={!sets} onMove={(from, to) => setOrder(reordered(order, from, to))}>
          {(step, i) => (
            <StepCard step={step} place={i + 1} state={state(step)}>
              {sets && (
                <button type="button" className="link" aria-label={words.takeOut(nameOf(step))} onClick={() => setOrder(order.filter((s) => s !== step))}>
                  {words.takeOutShort}
                </button>
              )}
            </StepCard>
          )}
        </Reorder>
        <Warning order={order} />
        {sets && unsaved && !conflict && (
          <div className="chain-save" role="status">
            <p>{words.unsaved}</p>
            <Button variant="default" onClick={chain.discard}>
              {words.discard}
            </Button>
            <Button loading={busy} onClick={chain.save}>
              {words.save}
            </Button>
          </div>
        )}
        <p className="muted chain-by" dir="auto">
          {!now.edited_at ? words.setNever : now.edited_by ? words.setBy(now.edited_by.name, instantOf(now.edited_at)) : words.setAt(instantOf(now.edited_at))}
          {!sets && ` · ${words.readOnly}`}
        </p>
      </section>
      {off.length > 0 && (
        <section className="chain" aria-labelledby="off-title">
          <div>
            <h2 id="off-title">{words.offTitle}</h2>
            <p className="muted">{words.offHint}</p>
          </div>
          <ul className="chain-off">
            {off.map((step) => (
              <li key={step}>
                <StepCard step={step} state={state(step)}>
                  {sets && (
                    <button type="button" className="link" aria-label={words.putIn(nameOf(step))} onClick={() => setOrder([...order, step])}>
                      {words.putInShort}
                    </button>
                  )}
                </StepCard>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Warning({ order }: { order: Step[] }) {
  const what = warningOf(order)
  if (!what) return null
  return <p className="chain-note">{what === 'first' ? words.silences(nameOf(order[0] as Step)) : words[what]}</p>
}
