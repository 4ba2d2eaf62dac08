import { PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../api/client'
import { useSubmit } from '../../parts/form'
import { FormDialog } from '../../parts/FormDialog'
import { say } from '../../parts/toasts'
import { users as words } from '../../strings/users'
import type { ListedUser } from '../types'

/** Sets the password of somebody who has lost theirs. */
export function PasswordDialog({ user, onClose }: { user: ListedUser; onClose: () => void }) {
  const form = useSubmit(['password'])
  const [password, setPassword] = useState('')
  const submit = async () => {
    await call('PUT', `/v1/users/${user.id}/password`, { body: { password } })
    say(words.passwordSet)
    onClose()
  }
  return (
    <FormDialog title={words.passwordTitle(user.name)} onClose={onClose} form={form} onSubmit={submit} act={words.setPassword}>
      <p className="muted">{words.passwordHint}</p>
      <PasswordInput label={words.newPassword} autoComplete="new-password" minLength={8} required withAsterisk={false} data-autofocus value={password} onChange={(e) => setPassword(e.currentTarget.value)} error={form.of('password')} />
    </FormDialog>
  )
}
