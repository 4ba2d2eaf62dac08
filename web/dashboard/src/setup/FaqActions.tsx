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
  /** Something is written that is not saved: it would be lost. */
  unsaved: boolean
  /** The clone opens by its id. */
  onCloned: (id: string) => void
}

/** What can be done with a saved FAQ beside editing it. */
export function FaqActions({ faq, edits, publishes, unsaved, onCloned }: Props) {
  const client = useQueryClient()
  const [busy, setBusy] = useState<Act | null>(null)

  async function run(act: Act, undo?: () => void): Promise<boolean> {
    setBusy(act)
    let done = true
    try {
      const key = act === 'clone' ? crypto.randomUUID() : undefined
      const now = await call<Faq>('POST', `/v1/faqs/${faq.id}/${act}`, key ? { key } : {})
      say(said[act], undo ? { undo: { label: words.undo, act: undo } } : {})
      if (act === 'clone') onCloned(now.id)
    } catch (err) {
      done = false
      say(wordsOf(err), { bad: true })
    }
    await client.invalidateQueries({ queryKey: ['faqs'] })
    await client.invalidateQueries({ queryKey: ['faq', faq.id] })
    setBusy(null)
    return done
  }

  /** Back to what it was: archived FAQs return as drafts, so an active one is activated again. */
  async function unarchive() {
    if ((await run('restore')) && faq.status === 'active') await run('activate')
  }

  const button = (act: Act, label: string, undo?: () => void) => (
    <Button variant="subtle" loading={busy === act} disabled={busy !== null || unsaved} onClick={() => void run(act, undo)}>
      {label}
    </Button>
  )
  return (
    <div className="faq-actions">
      {publishes && faq.status === 'draft' && button('activate', faqs.activate)}
      {publishes && faq.status !== 'archived' && button('archive', faqs.archive, () => void unarchive())}
      {publishes && faq.status === 'archived' && button('restore', faqs.restore)}
      {edits && button('clone', faqs.clone)}
      {unsaved && <p className="muted">{words.saveFirst}</p>}
    </div>
  )
}

const said: Record<Act, string> = { activate: words.activated, archive: words.archived, restore: words.restored, clone: words.cloned }
