import { Button, PasswordInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import { useSubmit } from '../../parts/form'
import { say } from '../../parts/toasts'
import { useUser } from '../../session'
import { profile as words } from '../../strings/profile'

/** Changes one's own password. That ends all sessions, and begins this one again. */
export function PasswordForm() {
  const client = useQueryClient()
  const me = useUser()
  const form = useSubmit(['password', 'current_password'])
  const [current, setCurrent] = useState('')
  const [fresh, setFresh] = useState('')
  const submit = async () => {
    await call('PUT', `/v1/users/${me.id}/password`, { body: { password: fresh, current_password: current } })
    await call('POST', '/v1/session', { body: { email: me.email, password: fresh } })
    setCurrent('')
    setFresh('')
    say(words.changed)
    await client.invalidateQueries({ queryKey: ['sessions'] })
  }
  return (
    <form
      className="form narrow-form"
      onSubmit={(e) => {
        e.preventDefault()
        void form.submit(submit)
      }}
    >
      <h2>{words.password}</h2>
      {form.problem && (
        <p className="error" role="alert">
          {form.problem}
        </p>
      )}
      <input type="text" name="username" autoComplete="username" value={me.email} readOnly hidden />
      <PasswordInput label={words.current} autoComplete="current-password" required withAsterisk={false} value={current} onChange={(e) => setCurrent(e.currentTarget.value)} error={form.of('current_password')} />
      <PasswordInput label={words.fresh} description={words.freshHint} autoComplete="new-password" minLength={8} required withAsterisk={false} value={fresh} onChange={(e) => setFresh(e.currentTarget.value)} error={form.of('password')} />
      <div>
        <Button type="submit" loading={form.busy}>
          {words.change}
        </Button>
      </div>
    </form>
  )
}
