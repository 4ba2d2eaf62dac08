import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import { faqsChanged } from '../../faqs/queries'
import { useCommands } from '../../frame/commands'
import { confirmed } from '../../parts/confirm'
import { wordsOf } from '../../parts/problem'
import { say } from '../../parts/toasts'
import { may, useUser } from '../../session'
import { autoresponders } from '../../strings/autoresponders'
import { replay as words } from '../../strings/replay'
import { nothing, type Change } from './change'

/** Makes the change that was tried, once asked; it says how far it came. */
export function MakeIt({ change }: { change: Change }) {
  const client = useQueryClient()
  const user = useUser()
  const [busy, setBusy] = useState(false)
  const sets = change.order !== null || change.threshold !== null || change.calibration !== ''
  const publishes = change.activate.length + change.remove.length > 0
  const allowed = !nothing(change) && (!sets || may(user, 'responders:set')) && (!publishes || may(user, 'content:publish'))
  const make = async () => {
    if (!(await confirmed({ title: words.makeTitle, text: words.makeText(inWords(change)), act: words.make }))) return
    setBusy(true)
    const todo = stepsOf(change)
    let done = 0
    try {
      for (const step of todo) {
        await step()
        done++
      }
      say(words.made)
    } catch (err) {
      say(words.part(done, todo.length, wordsOf(err)), { bad: true })
    }
    await faqsChanged(client)
    setBusy(false)
  }
  useCommands(allowed ? [{ id: 'replay-make', label: words.make, group: 'act', run: () => void make(), off: busy }] : [])
  if (nothing(change)) return null
  return (
    <div className="replay-make">
      <p className="muted">{inWords(change)}</p>
      {allowed ? (
        <Button variant="default" loading={busy} onClick={() => void make()}>
          {words.make}
        </Button>
      ) : (
        <p className="muted">{words.mayNot}</p>
      )}
    </div>
  )
}

// Drafts come first: what is archived next is not missed meanwhile.
function stepsOf(c: Change): (() => Promise<unknown>)[] {
  return [
    ...c.activate.map((id) => () => call('POST', `/v1/faqs/${id}/activate`)),
    ...c.remove.map((id) => () => call('POST', `/v1/faqs/${id}/archive`)),
    ...(c.threshold !== null ? [() => setMatcher(c.threshold)] : c.calibration ? [() => setMatcher(null, c.calibration)] : []),
    ...(c.order ? [() => call('PUT', '/v1/responders', { body: { order: c.order } })] : []),
  ]
}

// A threshold stands beside the calibration, which stays.
async function setMatcher(threshold: number | null, calibration = '') {
  const now = calibration || (await call<{ calibration: string }>('GET', '/v1/matcher')).calibration
  await call('PUT', '/v1/matcher', { body: { calibration: now, threshold } })
}

function inWords(c: Change): string {
  const mode = c.threshold !== null ? `${words.threshold} ${c.threshold}` : (words.modes[c.calibration] ?? '')
  return [
    mode && words.makeWhat.threshold(mode),
    c.order && words.makeWhat.order(c.order.map((s) => autoresponders.names[s] ?? s).join(' → ') || autoresponders.conflict.none),
    c.activate.length > 0 && words.makeWhat.activate(c.activate.length),
    c.remove.length > 0 && words.makeWhat.remove(c.remove.length),
  ]
    .filter(Boolean)
    .join(' ')
}
