import '../../style/conflict.css'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../api/client'
import { faqsChanged } from '../../faqs/queries'
import { useCommands } from '../../frame/commands'
import { confirmed } from '../../parts/confirm'
import { wordsOf } from '../../parts/problem'
import { say } from '../../parts/toasts'
import { may, useUser } from '../../session'
import { replay as words } from '../../strings/replay'
import { namedOrder } from '../autoresponders/chain'
import { fetchResponders, useResponders } from '../autoresponders/useChain'
import { nothing, overtaken, type Change } from './change'
import { Overtaken } from './Overtaken'
import { stepsOf } from './steps'

/** Makes the change that was tried, once asked; it says how far it came, and overwrites no order that was set since. */
export function MakeIt({ change }: { change: Change }) {
  const client = useQueryClient()
  const user = useUser()
  const chain = useResponders().data
  const [busy, setBusy] = useState(false)
  const [made, setMade] = useState(false)
  const sets = change.order !== null || change.threshold !== null || change.calibration !== ''
  const publishes = change.activate.length + change.remove.length > 0
  const allowed = !nothing(change) && (!sets || may(user, 'responders:set')) && (!publishes || may(user, 'content:publish'))
  const late = !made && chain !== undefined && overtaken(change, chain.order)
  // An order of which nobody knows what it replaces is tried first.
  const untried = change.order !== null && change.seen === null
  const ready = allowed && !late && !untried && !made
  const make = async () => {
    if (!(await confirmed({ title: words.makeTitle, text: words.makeText(inWords(change)), act: words.make }))) return
    setBusy(true)
    let todo: (() => Promise<unknown>)[] = []
    let done = 0
    try {
      todo = stepsOf(change, (await fetchResponders(client)).order)
      for (const step of todo) {
        await step()
        done++
      }
      setMade(true)
      say(words.made)
    } catch (err) {
      say(isStale(err) ? words.stale : words.part(done, todo.length, wordsOf(err)), { bad: true })
    }
    await Promise.all([faqsChanged(client), client.invalidateQueries({ queryKey: ['responders'] }), client.invalidateQueries({ queryKey: ['matcher'] })])
    setBusy(false)
  }
  useCommands(ready ? [{ id: 'replay-make', label: words.make, group: 'act', run: () => void make(), off: busy }] : [])
  if (nothing(change)) return null
  if (late) return <Overtaken change={change} now={chain} />
  return (
    <div className="replay-make">
      <p className="muted">{inWords(change)}</p>
      {ready ? (
        <Button variant="default" loading={busy} onClick={() => void make()}>
          {words.make}
        </Button>
      ) : (
        <p className="muted">{made ? words.made : untried ? words.untried : words.mayNot}</p>
      )}
    </div>
  )
}

const isStale = (err: unknown) => err instanceof ApiError && err.kind === 'stale'

function inWords(c: Change): string {
  const mode = c.threshold !== null ? `${words.threshold} ${c.threshold}` : (words.modes[c.calibration] ?? '')
  return [
    mode && words.makeWhat.threshold(mode),
    c.order && words.makeWhat.order(namedOrder(c.order)),
    c.activate.length > 0 && words.makeWhat.activate(c.activate.length),
    c.remove.length > 0 && words.makeWhat.remove(c.remove.length),
  ]
    .filter(Boolean)
    .join(' ')
}
