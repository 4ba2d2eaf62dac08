import { Button, Progress } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import { wordsOf } from '../../parts/problem'
import { say } from '../../parts/toasts'
import { imports as words } from '../../strings/imports'
import type { FaqImport } from '../types'

/** How far an import is, and a way to give it up until it takes effect. */
export function Running({ now }: { now: FaqImport }) {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const percent = now.rows > 0 ? Math.floor((now.checked / now.rows) * 100) : 0
  const said = now.status === 'applying' || now.status === 'ready' ? words.applying : words.progress(now.checked, now.rows)
  const cancel = async () => {
    setBusy(true)
    try {
      await call('POST', `/v1/faqs/imports/${now.id}/cancel`)
      say(words.cancelled)
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    await client.invalidateQueries({ queryKey: ['imports'] })
    setBusy(false)
  }
  return (
    <section className="panel import-running" aria-label={words.status[now.status]}>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label={said} aria-valuetext={said} />
      </Progress.Root>
      <p role="status">{said}</p>
      {now.error && <p className="error">{words.waits(now.error)}</p>}
      <p className="muted">{words.stays}</p>
      <div>
        <Button variant="default" loading={busy} onClick={() => void cancel()}>
          {words.cancel}
        </Button>
      </div>
    </section>
  )
}
