import { Button, Menu, Modal, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Conversation, Status } from '../api/types'
import { useCommands } from '../frame/commands'
import { say } from '../parts/toasts'
import { may, useUser } from '../session'
import { chat } from '../strings/chat'
import { common } from '../strings/common'
import { inbox } from '../strings/inbox'
import { close, each, hand, label, shown, take, type BulkAct, type Outcome } from './bulk'
import type { Chosen } from './selection'
import { useAgents } from './setup'

const words = inbox.bulk

/** What can be done with the conversations that are selected. */
export function BulkBar({ items, chosen }: { items: Conversation[]; chosen: Chosen }) {
  const client = useQueryClient()
  const user = useUser()
  const [busy, setBusy] = useState(false)
  const [labelling, setLabelling] = useState(false)
  const [refused, setRefused] = useState<Outcome['refused']>([])
  const handles = may(user, 'conversations:handle')
  const agents = useAgents(chosen.ids.size > 0)
  const those = items.filter((c) => chosen.ids.has(c.id))
  const run = async (act: BulkAct) => {
    setBusy(true)
    const outcome = await each(those, act.run)
    setBusy(false)
    setRefused(outcome.refused)
    void shown(client, outcome.done)
    if (outcome.refused.length === 0) chosen.clear()
    if (outcome.done.length === 0) return
    const back = async () => {
      const undone = await each(outcome.done, (c) => act.undo?.(c) ?? Promise.resolve())
      setRefused(undone.refused)
      void shown(client, outcome.done)
    }
    say(act.said(outcome.done.length), act.undo ? { undo: { label: chat.done.reopen, act: () => void back() } } : {})
  }
  useCommands([
    { id: 'bulk-clear', label: words.clear, group: 'act', run: chosen.clear, off: those.length === 0 },
    { id: 'bulk-label', keys: 'l', label: words.label, group: 'act', run: () => setLabelling(true), off: those.length === 0 },
  ])
  return (
    <>
      {those.length > 0 && (
        <div className="bulk" role="toolbar" aria-label={words.title}>
          <strong>{words.selected(those.length)}</strong>
          <Button size="compact-xs" variant="default" disabled={busy} onClick={() => setLabelling(true)}>
            {words.label}
          </Button>
          {handles && (
            <>
              <Choice label={words.close} disabled={busy} items={(Object.keys(common.status) as Status[]).map((s) => ({ id: s, label: common.status[s], run: () => void run(close(s, common.status[s], user.id)) }))} />
              <Choice
                label={words.assign}
                disabled={busy}
                items={[
                  { id: 'me', label: words.toMe, run: () => void run(take(user.id)) },
                  ...agents.filter((a) => a.id !== user.id).map((a) => ({ id: a.id, label: a.name, run: () => void run(hand(a)) })),
                ]}
              />
            </>
          )}
          <button type="button" className="link" onClick={chosen.clear}>
            {words.clear}
          </button>
        </div>
      )}
      <LabelDialog open={labelling} n={those.length} onClose={() => setLabelling(false)} onLabel={(name) => void run(label(name))} />
      <Refusals refused={refused} onClose={() => setRefused([])} />
    </>
  )
}

function Choice({ label, items, disabled }: { label: string; items: { id: string; label: string; run: () => void }[]; disabled: boolean }) {
  return (
    <Menu position="top-start" shadow="sm" withinPortal>
      <Menu.Target>
        <Button size="compact-xs" variant="default" disabled={disabled}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map((i) => (
          <Menu.Item key={i.id} onClick={i.run}>
            <bdi>{i.label}</bdi>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function LabelDialog({ open, n, onClose, onLabel }: { open: boolean; n: number; onClose: () => void; onLabel: (name: string) => void }) {
  const [text, setText] = useState('')
  return (
    <Modal opened={open} onClose={onClose} title={words.labelTitle(n)} closeButtonProps={{ 'aria-label': common.close }}>
      <form
        onSubmit={(e) => {
          e.preventDefault()
          if (!text.trim()) return
          onLabel(text.trim())
          setText('')
          onClose()
        }}
      >
        <TextInput data-autofocus label={inbox.label} dir="auto" maxLength={64} value={text} onChange={(e) => setText(e.currentTarget.value)} />
        <div className="buttons">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" disabled={!text.trim()}>
            {words.label}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

/** Which of them were refused, and why: they are still selected. */
function Refusals({ refused, onClose }: { refused: Outcome['refused']; onClose: () => void }) {
  return (
    <Modal opened={refused.length > 0} onClose={onClose} title={words.refused(refused.length)} closeButtonProps={{ 'aria-label': common.close }}>
      <ul className="refusals">
        {refused.map(({ c, why }) => (
          <li key={c.id}>
            <bdi>{c.contact.name}</bdi>: <span dir="auto">{why}</span>
          </li>
        ))}
      </ul>
    </Modal>
  )
}
