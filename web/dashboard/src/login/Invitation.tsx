import { Button, PasswordInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { ApiError, call } from '../api/client'
import { wordsOf } from '../parts/problem'
import { login as words } from '../strings/login'

/** Where the link of an invitation leads: a password, and one is in. */
export function Invitation() {
  const client = useQueryClient()
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  async function submit(e: FormEvent) {
    e.preventDefault()
    setBusy(true)
    setProblem('')
    try {
      await call('POST', '/v1/invitations/accept', { body: { token: location.hash.slice(1), password } })
      await client.resetQueries()
    } catch (err) {
      setProblem(err instanceof ApiError && err.status === 409 ? words.worthless : wordsOf(err))
      setBusy(false)
    }
  }
  return (
    <main className="login">
      <form onSubmit={(e) => void submit(e)}>
        <h1>{words.welcome}</h1>
        <p>{words.choose}</p>
        {problem && (
          <p className="error" role="alert">
            {problem}
          </p>
        )}
        <PasswordInput label={words.password} name="new-password" autoComplete="new-password" minLength={8} required withAsterisk={false} autoFocus value={password} onChange={(e) => setPassword(e.currentTarget.value)} />
        <Button type="submit" loading={busy} fullWidth>
          {words.begin}
        </Button>
      </form>
    </main>
  )
}
