import { Button, Modal, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type FormEvent } from 'react'
import { call } from '../api/client'
import type { Campaign } from '../api/types'
import { useCommands } from '../frame/commands'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
import { campaigns as words } from '../strings/campaigns'
import { common } from '../strings/common'
import { When, type Instant } from './When'

/** Writes to one person with a launched campaign, now or later. */
export function SendOne({ c, channel }: { c: Campaign; channel: string }) {
  const [open, setOpen] = useState(false)
  useCommands([{ id: 'send-one', keys: 'w', label: words.one, group: 'act', run: () => setOpen(true) }])
  return (
    <div>
      <Button variant="default" onClick={() => setOpen(true)}>
        {words.one}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={words.one} closeButtonProps={{ 'aria-label': common.close }}>
        <Form c={c} channel={channel} onDone={() => setOpen(false)} />
      </Modal>
    </div>
  )
}

function Form({ c, channel, onDone }: { c: Campaign; channel: string; onDone: () => void }) {
  const client = useQueryClient()
  // One key for every try: a message goes once.
  const key = useRef(crypto.randomUUID())
  const [to, setTo] = useState('')
  const [name, setName] = useState('')
  const [values, setValues] = useState<Record<string, string>>({})
  const [when, setWhen] = useState<Instant>({ later: false, at: '' })
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const changed = () => (key.current = crypto.randomUUID())

  async function submit(e: FormEvent) {
    e.preventDefault()
    setBusy(true)
    setProblem('')
    const parameters = Object.fromEntries(c.parameters.map((p) => [p, p === 'name' && !values[p] ? name : (values[p] ?? '')]))
    const body = {
      to: channel === 'whatsapp' ? { phone: to } : { id: to },
      ...(name ? { name } : {}),
      parameters,
      ...(when.later ? { send_at: new Date(when.at).toISOString() } : {}),
    }
    try {
      await call('POST', `/v1/campaigns/${c.id}/messages`, { body, key: key.current })
      say(when.later ? words.oneLater : words.oneSent)
      await client.invalidateQueries({ queryKey: ['campaign', c.id] })
      await client.invalidateQueries({ queryKey: ['campaign-messages', c.id] })
      onDone()
    } catch (err) {
      setProblem(wordsOf(err))
    }
    setBusy(false)
  }

  const asked = c.parameters.filter((p) => p !== 'name')
  return (
    <form className="form" onSubmit={(e) => void submit(e)} onChange={changed}>
      <p className="muted">{words.oneHint}</p>
      {problem && (
        <p className="error" role="alert">
          {problem}
        </p>
      )}
      <TextInput label={channel === 'whatsapp' ? words.phone : words.id} required withAsterisk={false} maxLength={512} data-autofocus value={to} onChange={(e) => setTo(e.currentTarget.value)} />
      <TextInput label={words.personName} required={c.parameters.includes('name')} withAsterisk={false} maxLength={200} dir="auto" value={name} onChange={(e) => setName(e.currentTarget.value)} />
      {asked.map((p) => (
        <TextInput key={p} label={p} required withAsterisk={false} maxLength={1024} dir="auto" value={values[p] ?? ''} onChange={(e) => setValues({ ...values, [p]: e.currentTarget.value })} />
      ))}
      <When value={when} set={(v) => (changed(), setWhen(v))} />
      <div className="buttons">
        <Button variant="default" onClick={onDone}>
          {common.cancel}
        </Button>
        <Button type="submit" loading={busy} disabled={when.later && !when.at}>
          {words.sendOne}
        </Button>
      </div>
    </form>
  )
}
