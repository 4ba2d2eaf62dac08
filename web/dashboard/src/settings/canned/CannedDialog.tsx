import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../api/client'
import { useKey, useSubmit } from '../../parts/form'
import { FormDialog } from '../../parts/FormDialog'
import { canned as words } from '../../strings/canned'
import { common } from '../../strings/common'
import type { CannedResponse } from '../types'

interface Props {
  /** null for a new one. */
  response: CannedResponse | null
  onSaved: () => Promise<void>
  onClose: () => void
}

/** A canned response: its shortcut and its text. */
export function CannedDialog({ response, onSaved, onClose }: Props) {
  const form = useSubmit(['shortcut', 'text'])
  const [shortcut, setShortcut] = useState(response?.shortcut ?? '')
  const [text, setText] = useState(response?.text ?? '')
  const key = useKey(shortcut, text)
  const submit = async () => {
    const body = { shortcut: shortcut.trim().replace(/^\//, ''), text }
    if (response) await call('PUT', `/v1/canned-responses/${response.id}`, { body })
    else await call('POST', '/v1/canned-responses', { body, key })
    await onSaved()
    onClose()
  }
  return (
    <FormDialog title={response ? words.editTitle(response.shortcut) : words.addTitle} onClose={onClose} form={form} onSubmit={submit} act={common.save}>
      <TextInput label={words.shortcut} description={words.shortcutHint} leftSection="/" required withAsterisk={false} data-autofocus maxLength={64} dir="ltr" value={shortcut} onChange={(e) => setShortcut(e.currentTarget.value)} error={form.of('shortcut')} />
      <Textarea label={words.text} autosize minRows={3} maxRows={12} required withAsterisk={false} maxLength={10_000} dir="auto" value={text} onChange={(e) => setText(e.currentTarget.value)} error={form.of('text')} />
    </FormDialog>
  )
}
