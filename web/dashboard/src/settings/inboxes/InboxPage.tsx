import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '../../api/client'
import type { Inbox } from '../../api/types'
import { useCommands } from '../../frame/commands'
import { confirmed } from '../../parts/confirm'
import { Page } from '../../parts/Page'
import { wordsOf } from '../../parts/problem'
import { Empty, Failed, Skeletons } from '../../parts/states'
import { say } from '../../parts/toasts'
import { inboxes as words } from '../../strings/inboxes'
import { Connect } from './Connect'
import { inboxChanged, useInbox, type InboxWithSecret } from './data'
import { Health } from './Health'
import { Settings } from './Settings'

/** One inbox: how it is, how it is connected, and what it is set up with. */
export function InboxPage({ id }: { id: string }) {
  const stored = useInbox(id)
  const back = { href: '/settings/inboxes', label: words.back }
  if (stored.data) return <Loaded inbox={stored.data} />
  const missing = stored.error instanceof ApiError && stored.error.status === 404
  return (
    <Page title={words.title} back={back}>
      {stored.isPending && <Skeletons rows={5} className="skeleton-row" />}
      {missing && <Empty title={words.gone[0]} hint={words.gone[1]} />}
      {stored.isError && !missing && <Failed title={words.failed} error={stored.error} retry={() => void stored.refetch()} />}
    </Page>
  )
}

function Loaded({ inbox }: { inbox: Inbox }) {
  const client = useQueryClient()
  const [made, setMade] = useState<InboxWithSecret | undefined>()
  async function act(method: string, what: string, said: string, undo?: () => void) {
    try {
      const came = await call<InboxWithSecret>(method, `/v1/inboxes/${inbox.id}/${what}`, what === 'secret' ? { key: crypto.randomUUID() } : {})
      if (what === 'secret') setMade(came)
      if (said) say(said, undo ? { undo: { label: words.undo, act: undo } } : {})
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    await inboxChanged(client, inbox.id)
  }
  const on = () => act('POST', 'enable', words.nowOn)
  const off = async () => {
    if (await confirmed({ title: words.offTitle(inbox.name), text: words.offText, act: words.off, danger: true })) await act('POST', 'disable', words.nowOff, () => void on())
  }
  const rotate = async () => {
    if (await confirmed({ title: words.rotateTitle, text: words.rotateText, act: words.rotate })) await act('POST', 'secret', '')
  }
  const active = inbox.health.state === 'active'
  const signs = inbox.channel === 'webhook'
  const shown = [
    { id: 'inbox-on', label: words.on, group: 'act' as const, off: active, run: () => void on() },
    { id: 'inbox-off', label: words.off, group: 'act' as const, off: !active, run: () => void off() },
    { id: 'inbox-rotate', label: words.rotate, group: 'act' as const, off: !signs, run: () => void rotate() },
    { id: 'inbox-end-rotation', label: words.endRotation, group: 'act' as const, off: !signs || !made, run: () => void act('DELETE', 'secret/previous', words.rotationEnded) },
  ]
  useCommands(shown)
  return (
    <Page
      said
      title={inbox.name}
      back={{ href: '/settings/inboxes', label: words.back }}
      actions={shown.filter((b) => !b.off).map((b) => (
        <Button key={b.id} variant="default" onClick={b.run}>
          {b.label}
        </Button>
      ))}
    >
      <Health inbox={inbox} />
      <Connect id={inbox.id} {...(made ? { made } : {})} />
      <Settings key={inbox.id} inbox={inbox} />
    </Page>
  )
}
