import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import type { Inbox } from '../../api/types'
import { Page } from '../../parts/Page'
import { useKey, useSubmit } from '../../parts/form'
import { useUnsaved } from '../../parts/unsaved'
import { common } from '../../strings/common'
import { inboxes as words } from '../../strings/inboxes'
import { go, useAddress } from '../../url'
import { Connect } from './Connect'
import { inboxChanged, type InboxWithSecret } from './data'
import { Fields } from './Fields'
import { channels, fieldsOf, settingsOf, type Values } from './fields'

const at = '/settings/inboxes'

/** Sets an inbox up: its channel, what that needs, how the provider finds it, and a first message. */
export function NewInbox() {
  const asked = useAddress().pathname.split('/')[4] as Inbox['channel']
  const channel = channels.includes(asked) ? asked : null
  const [made, setMade] = useState<InboxWithSecret | null>(null)
  const back = { href: at, label: words.back }
  if (made) {
    return (
      <Page title={made.name} said back={back} actions={<Button onClick={() => go(`${at}/${made.id}`)}>{words.done}</Button>}>
        <p role="status">{words.made}</p>
        <Connect made={made} id={made.id} />
      </Page>
    )
  }
  return (
    <Page title={words.addTitle} back={back}>
      {!channel && <Channels />}
      {channel && <Form key={channel} channel={channel} onMade={setMade} />}
    </Page>
  )
}

function Channels() {
  return (
    <>
      <h2 className="step">{words.chooseChannel}</h2>
      <ul className="channels">
        {channels.map((c) => (
          <li key={c}>
            <button type="button" className="panel channel" onClick={() => go(`${at}/new/${c}`)}>
              <strong>{words.channels[c]}</strong>
              <span className="muted">{words.channelHints[c]}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function Form({ channel, onMade }: { channel: Inbox['channel']; onMade: (i: InboxWithSecret) => void }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [values, setValues] = useState<Values>({})
  const settings = settingsOf(channel, values)
  const form = useSubmit(['name', ...fieldsOf(channel).map((f) => (f.part === 'account' ? 'account' : `${f.part}.${f.name}`))])
  const key = useKey(name, values)
  const written = name !== '' || Object.values(values).some(Boolean)
  const [over, setOver] = useState(false)
  useUnsaved(written && !over)
  const submit = async () => {
    const account = (values['account'] ?? '').trim()
    const made = await call<InboxWithSecret>('POST', '/v1/inboxes', { body: { name: name.trim(), channel, ...(account ? { account } : {}), ...settings }, key })
    setOver(true)
    await inboxChanged(client, made.id)
    onMade(made)
  }
  return (
    <form
      className="form inbox-form"
      autoComplete="off"
      onSubmit={(e) => {
        e.preventDefault()
        void form.submit(submit)
      }}
    >
      <p>
        <strong>{words.channels[channel]}</strong>{' '}
        <button type="button" className="link" onClick={() => go(`${at}/new`)}>
          {words.otherChannel}
        </button>
      </p>
      {form.problem && (
        <p className="error" role="alert">
          {form.problem}
        </p>
      )}
      <TextInput label={words.name} description={words.nameHint} required withAsterisk={false} maxLength={100} data-autofocus dir="auto" value={name} onChange={(e) => setName(e.currentTarget.value)} error={form.of('name')} />
      <Fields channel={channel} values={values} set={setValues} error={form.of} />
      <div className="buttons">
        <Button variant="default" onClick={() => go(at)}>
          {common.cancel}
        </Button>
        <Button type="submit" loading={form.busy}>
          {words.create}
        </Button>
      </div>
    </form>
  )
}
