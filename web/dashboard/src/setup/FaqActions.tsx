import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client'
import type { Faq } from '../api/types'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
import { faqs } from '../strings/faqs'
import { setup as words } from '../strings/setup'

type Act = 'activate' | 'archive' | 'restore' | 'clone'

interface Props {
  faq: Faq
  edits: boolean
  /** May activate, archive and restore. */
  publishes: boolean
  /** The clone opens by its id. */
  onCloned: (id: string) => void
}

/** What can be done with a saved FAQ beside editing it. */
export function FaqActions({ faq, edits, publishes, onCloned }: Props) {
  const client = useQueryClient()
  const [busy, setBusy] = useState<Act | null>(null)

  async function run(act: Act, undo?: () => void) {
    setBusy(act)
    try {
      const key = act === 'clone' ? crypto.randomUUID() : undefined
      const now = await call<Faq>('POST', `/v1/faqs/${faq.id}/${act}`, key ? { key } : {})
      say(said[act], undo ? { undo: { label: words.undo, act: undo } } : {})
      if (act === 'clone') onCloned(now.id)
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    await client.invalidateQueries({ queryKey: ['faqs'] })
    await client.invalidateQueries({ queryKey: ['faq', faq.id] })
    setBusy(null)
  }

  /** Back to what it was: archived FAQs return as drafts, so an active one is activated again. */
  async function unarchive() {
    await run('restore')
    if (faq.status === 'active') await run('activate')
  }

  const button = (act: Act, label: string, undo?: () => void) => (
    <Button variant="subtle" loading={busy === act} disabled={busy !== null} onClick={() => void run(act, undo)}>
      {label}
    </Button>
  )
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 4, marginBlockEnd: 8 }}>
      {publishes && faq.status === 'draft' && button('activate', faqs.activate)}
      {publishes && faq.status !== 'archived' && button('archive', faqs.archive, () => void unarchive())}
      {publishes && faq.status === 'archived' && button('restore', faqs.restore)}
      {edits && button('clone', faqs.clone)}
    </div>
  )
}

const said: Record<Act, string> = { activate: words.activated, archive: words.archived, restore: words.restored, clone: words.cloned }
