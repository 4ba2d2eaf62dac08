import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import { useKey, useSubmit } from '../../parts/form'
import { FormDialog } from '../../parts/FormDialog'
import { users as words } from '../../strings/users'
import type { InvitationWithLink, Role } from '../types'
import { LinkDialog } from './LinkDialog'
import { RoleChoice } from './RoleChoice'

/** Invites somebody, and shows the link to send them. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const form = useSubmit(['email', 'name', 'roles'])
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [roles, setRoles] = useState<Role[]>(['agent'])
  const key = useKey(email, name, roles)
  const [made, setMade] = useState<InvitationWithLink | null>(null)
  if (made) return <LinkDialog invitation={made} onClose={onClose} />
  const submit = async () => {
    setMade(await call<InvitationWithLink>('POST', '/v1/invitations', { body: { email: email.trim(), name: name.trim(), roles }, key }))
    await client.invalidateQueries({ queryKey: ['invitations'] })
  }
  return (
    <FormDialog title={words.inviteTitle} onClose={onClose} form={form} onSubmit={submit} act={words.makeLink}>
      <p className="muted">{words.inviteHint}</p>
      <TextInput label={words.email} type="email" required withAsterisk={false} data-autofocus maxLength={254} value={email} onChange={(e) => setEmail(e.currentTarget.value)} error={form.of('email')} />
      <TextInput label={words.name} required withAsterisk={false} maxLength={100} dir="auto" value={name} onChange={(e) => setName(e.currentTarget.value)} error={form.of('name')} />
      <RoleChoice value={roles} onChange={setRoles} error={roles.length === 0 ? words.noRole : form.of('roles')} />
    </FormDialog>
  )
}
