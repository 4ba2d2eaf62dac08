import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../../api/client'
import { useCommands } from '../../frame/commands'
import { wordsOf } from '../../parts/problem'
import { Reorder, reordered } from '../../parts/Reorder'
import { say } from '../../parts/toasts'
import { useUnsaved } from '../../parts/unsaved'
import { may, useUser } from '../../session'
import { quick as words } from '../../strings/quick'
import { quickChanged } from './queries'
import { QuickCard } from './QuickCard'
import type { Calendar, QuickReply } from './types'

/** The quick replies that are not archived, put in order by hand and saved as one. */
export function QuickOrder({ now, calendars }: { now: QuickReply[]; calendars: Calendar[] }) {
  const client = useQueryClient()
  const sets = may(useUser(), 'responders:set')
  const stored = now.map((q) => q.id)
  const [mine, setMine] = useState<string[] | null>(null)
  const [busy, setBusy] = useState(false)
  // One that has come or gone meanwhile makes the order another one: it is put together anew.
  useEffect(() => {
    if (mine && [...mine].sort().join() !== [...stored].sort().join()) setMine(null)
  }, [stored.join()])
  const order = mine ?? stored
  const unsaved = order.join() !== stored.join()
  useUnsaved(unsaved)
  const put = async (ids: string[], before?: string[]) => {
    setBusy(true)
    try {
      await call('PUT', '/v1/quick-replies/order', { body: { ids } })
      say(before ? words.orderSaved : words.undone, before ? { undo: { label: words.undo, act: () => void put(before) } } : {})
      await quickChanged(client)
      setMine(null)
    } catch (err) {
      say(wordsOf(err), { bad: true })
      await quickChanged(client)
    }
    setBusy(false)
  }
  const save = () => void put(order, stored)
  useCommands(sets ? [{ id: 'quick-order', keys: 'Mod+s', label: words.saveOrder, group: 'other', run: save, off: !unsaved || busy }] : [])
  const items = order.flatMap((id) => now.find((q) => q.id === id) ?? [])
  return (
    <section className="chain" aria-label={words.order}>
      <p className="muted">{words.hint}</p>
      <Reorder label={words.order} items={items} itemKey={(q) => q.id} name={(q) => q.name} fixed={!sets || now.length < 2} onMove={(from, to) => setMine(reordered(order, from, to))}>
        {(q) => <QuickCard quick={q} calendars={calendars} />}
      </Reorder>
      {sets && unsaved && (
        <div className="chain-save" role="status">
          <p>{words.orderUnsaved}</p>
          <Button variant="default" onClick={() => setMine(null)}>
            {words.discard}
          </Button>
          <Button loading={busy} onClick={save}>
            {words.saveOrder}
          </Button>
        </div>
      )}
    </section>
  )
}
