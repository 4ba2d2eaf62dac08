import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import { useSubmit } from '../../parts/form'
import { FormDialog } from '../../parts/FormDialog'
import { say } from '../../parts/toasts'
import { useUser } from '../../session'
import { common } from '../../strings/common'
import { users as words } from '../../strings/users'
import type { ListedUser, Role } from '../types'
import { RoleChoice } from './RoleChoice'

/** A user's name, address and roles. The last admin stays one: the server says so. */
export function UserDialog({ user, onClose }: { user: ListedUser; onClose: () => void }) {
  const client = useQueryClient()
  const mine = useUser().id === user.id
  const form = useSubmit(['email', 'name', 'roles'])
  const [email, setEmail] = useState(user.email)
  const [name, setName] = useState(user.name)
  const [roles, setRoles] = useState(user.roles as Role[])
  const submit = async () => {
    try {
      if (email.trim() !== user.email || name.trim() !== user.name) {
        await call('PUT', `/v1/users/${user.id}`, { body: { email: email.trim(), name: name.trim() } })
      }
      if ([...roles].sort().join() !== [...user.roles].sort().join()) {
        await call('PUT', `/v1/users/${user.id}/roles`, { body: { roles } })
      }
    } finally {
      // One may have been saved and the other refused.
      await Promise.all([client.invalidateQueries({ queryKey: ['users'] }), ...(mine ? [client.invalidateQueries({ queryKey: ['session'] })] : [])])
    }
    say(words.saved)
    onClose()
  }
  return (
    <FormDialog title={words.editTitle(user.name)} onClose={onClose} form={form} onSubmit={submit} act={common.save}>
      <TextInput label={words.name} required withAsterisk={false} data-autofocus maxLength={100} dir="auto" value={name} onChange={(e) => setName(e.currentTarget.value)} error={form.of('name')} />
      <TextInput label={words.email} type="email" required withAsterisk={false} maxLength={254} value={email} onChange={(e) => setEmail(e.currentTarget.value)} error={form.of('email')} />
      <RoleChoice value={roles} onChange={setRoles} hint={mine ? words.ownRoles : words.othersRoles} error={roles.length === 0 ? words.noRole : form.of('roles')} />
    </FormDialog>
  )
}
