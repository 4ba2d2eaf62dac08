import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import type { CurrentUser } from '../../api/types'
import { useSubmit } from '../../parts/form'
import { say } from '../../parts/toasts'
import { useUser } from '../../session'
import { common } from '../../strings/common'
import { profile as words } from '../../strings/profile'
import { rolesText } from '../users/users'

/** What one is called; what one signs in with and may do is for an admin to change. */
export function NameForm() {
  const client = useQueryClient()
  const me = useUser()
  const form = useSubmit(['name'])
  const [name, setName] = useState(me.name)
  const submit = async () => {
    client.setQueryData(['session'], await call<CurrentUser>('PUT', '/v1/profile', { body: { name: name.trim() } }))
    say(words.saved)
  }
  return (
    <form
      className="form narrow-form"
      onSubmit={(e) => {
        e.preventDefault()
        void form.submit(submit)
      }}
    >
      <h2>{words.about}</h2>
      {form.problem && (
        <p className="error" role="alert">
          {form.problem}
        </p>
      )}
      <TextInput label={words.name} description={words.nameHint} required withAsterisk={false} maxLength={100} dir="auto" value={name} onChange={(e) => setName(e.currentTarget.value)} error={form.of('name')} />
      <TextInput label={words.email} description={words.emailHint} readOnly value={me.email} />
      <p>
        <span className="muted">{words.roles}: </span>
        {rolesText(me.roles)}
      </p>
      <div>
        <Button type="submit" loading={form.busy} disabled={name.trim() === me.name}>
          {common.save}
        </Button>
      </div>
    </form>
  )
}
