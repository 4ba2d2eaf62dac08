import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSubmit } from '../parts/form'
import { FormDialog } from '../parts/FormDialog'
import { common } from '../strings/common'
import { contacts as words } from '../strings/contacts'
import { rename } from './acts'
import type { Contact } from './types'

/** Names somebody. */
export function RenameDialog({ c, onClose }: { c: Contact; onClose: () => void }) {
  const client = useQueryClient()
  const [name, setName] = useState(c.name)
  const form = useSubmit(['name'])
  const save = async () => {
    await rename(client, c.id, name)
    onClose()
  }
  return (
    <FormDialog title={words.renameTitle} onClose={onClose} form={form} onSubmit={save} act={common.save}>
      <TextInput label={words.name} description={words.renameHint} data-autofocus dir="auto" maxLength={200} value={name} error={form.of('name')} onChange={(e) => setName(e.currentTarget.value)} />
    </FormDialog>
  )
}
