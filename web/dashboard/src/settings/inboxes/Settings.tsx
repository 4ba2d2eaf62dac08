import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import type { Inbox } from '../../api/types'
import { useSubmit } from '../../parts/form'
import { say } from '../../parts/toasts'
import { useUnsaved } from '../../parts/unsaved'
import { inboxes as words } from '../../strings/inboxes'
import { inboxChanged } from './data'
import { Fields } from './Fields'
import { fieldsOf, settingsOf, valuesOf } from './fields'

/** What an inbox is set up with, to change. */
export function Settings({ inbox }: { inbox: Inbox }) {
  const client = useQueryClient()
  const [saved, setSaved] = useState({ name: inbox.name, values: valuesOf(inbox) })
  const [name, setName] = useState(saved.name)
  const [values, setValues] = useState(saved.values)
  const form = useSubmit(['name', ...fieldsOf(inbox.channel).map((f) => `${f.part}.${f.name}`)])
  const changed = JSON.stringify({ name, values }) !== JSON.stringify(saved)
  useUnsaved(changed)
  const submit = async () => {
    const now = await call<Inbox>('PUT', `/v1/inboxes/${inbox.id}`, { body: { name: name.trim(), ...settingsOf(inbox.channel, values) } })
    const kept = { name: now.name, values: valuesOf(now) }
    setSaved(kept)
    setName(kept.name)
    setValues(kept.values)
    say(words.saved)
    await inboxChanged(client, inbox.id)
  }
  return (
    <form
      className="panel form"
      autoComplete="off"
      aria-label={words.settings}
      onSubmit={(e) => {
        e.preventDefault()
        void form.submit(submit)
      }}
    >
      <h2>{words.settings}</h2>
      {form.problem && (
        <p className="error" role="alert">
          {form.problem}
        </p>
      )}
      <TextInput label={words.name} required withAsterisk={false} maxLength={100} dir="auto" value={name} onChange={(e) => setName(e.currentTarget.value)} error={form.of('name')} />
      {inbox.credentials.length > 0 && <p className="muted">{words.credentialsHint(inbox.credentials.join(', '))}</p>}
      <Fields channel={inbox.channel} values={values} set={setValues} error={form.of} parts={['config', 'credentials']} change />
      <div className="buttons">
        <Button type="submit" loading={form.busy} disabled={!changed}>
          {words.save}
        </Button>
      </div>
    </form>
  )
}
