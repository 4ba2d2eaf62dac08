import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client'
import type { Campaign } from '../api/types'
import { useCommands, type Command } from '../frame/commands'
import { confirmed } from '../parts/confirm'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
import { may, useUser } from '../session'
import { campaigns as words } from '../strings/campaigns'
import { go } from '../url'

type Act = 'launch' | 'pause' | 'resume' | 'cancel' | 'archive'
const said: Record<Act, string> = { launch: words.launched, pause: words.paused, resume: words.resumed, cancel: words.cancelled, archive: words.archived }

/** What can be done with a campaign by whoever looks at it. */
export function Actions({ c }: { c: Campaign }) {
  const client = useQueryClient()
  const user = useUser()
  const [busy, setBusy] = useState<Act | null>(null)
  const edits = may(user, 'content:edit')
  const publishes = may(user, 'content:publish')
  const waiting = c.counts?.queued ?? 0
  const people = words.people(waiting)
  // An admin may launch what they wrote themselves; an approver may not.
  const own = c.edited_by === user.id && !user.roles.includes('admin')

  async function run(act: Act) {
    setBusy(act)
    try {
      await call('POST', `/v1/campaigns/${c.id}/${act}`)
      say(said[act], act === 'pause' ? { undo: { label: words.undo, act: () => void run('resume') } } : {})
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    await client.invalidateQueries({ queryKey: ['campaign', c.id] })
    await client.invalidateQueries({ queryKey: ['campaign-messages', c.id] })
    await client.invalidateQueries({ queryKey: ['campaigns'] })
    setBusy(null)
  }
  async function ask(act: 'launch' | 'cancel') {
    const launch = act === 'launch'
    const question = launch
      ? { title: words.launchTitle(c.name), text: words.launchText(people), act: words.launch }
      : { title: words.cancelTitle(c.name), text: words.cancelText(people), act: words.cancel, danger: true }
    if (await confirmed(question)) await run(act)
  }

  const draft = c.status === 'draft'
  const moving = c.status === 'running' || c.status === 'paused'
  const shown: (Command & { primary?: boolean; act?: Act; why?: string })[] = [
    { id: 'launch', label: words.launch, group: 'act', keys: 'l', act: 'launch', primary: true, off: !draft || !publishes || own || waiting === 0, run: () => void ask('launch') },
    { id: 'edit', label: words.edit, group: 'act', keys: 'e', off: !draft || !edits, run: () => go(`/campaigns/${c.id}/edit`) },
    { id: 'pause', label: words.pause, group: 'act', keys: 'p', act: 'pause', off: c.status !== 'running' || !publishes, run: () => void run('pause') },
    { id: 'resume', label: words.resume, group: 'act', keys: 'p', act: 'resume', primary: true, off: c.status !== 'paused' || !publishes, run: () => void run('resume') },
    { id: 'cancel', label: words.cancel, group: 'act', act: 'cancel', off: !(moving || draft) || !publishes, run: () => void ask('cancel') },
    { id: 'archive', label: words.archive, group: 'act', act: 'archive', off: moving || draft || c.archived_at !== null || !publishes, run: () => void run('archive') },
    { id: 'as-new', label: words.asNew, group: 'act', off: !edits, run: () => go(`/campaigns/new?from=${c.id}`) },
  ]
  useCommands(shown)
  const why = draft ? (waiting === 0 ? words.nobody : !publishes ? words.approver : own ? words.ownEdit : '') : ''
  return (
    <>
      {why && <span className="muted campaign-why">{why}</span>}
      {shown
        .filter((b) => !b.off)
        .map((b) => (
          <Button key={b.id} variant={b.primary ? 'filled' : 'default'} loading={busy !== null && busy === b.act} disabled={busy !== null} onClick={b.run}>
            {b.label}
          </Button>
        ))}
    </>
  )
}
