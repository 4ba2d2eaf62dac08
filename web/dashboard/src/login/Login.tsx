import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { ApiError, call, withQuery } from '../api/client'
import type { LoginMethods } from '../api/types'
import { wordsOf } from '../parts/problem'
import { signIn, useEnded } from '../session'
import { login as words } from '../strings/login'
import { useAddress } from '../url'

/** Signs in, and goes on where the address says. */
export function Login() {
  const client = useQueryClient()
  const url = useAddress()
  const methods = useQuery({ queryKey: ['login-methods'], queryFn: () => call<LoginMethods>('GET', '/v1/login-methods') })
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const over = useEnded()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState(words.oidc[url.searchParams.get('error') ?? ''] ?? '')

  async function submit(e: FormEvent) {
    e.preventDefault()
    setBusy(true)
    setProblem('')
    try {
      await signIn(client, email, password)
    } catch (err) {
      const status = err instanceof ApiError ? err.status : 0
      setProblem(status === 401 ? words.wrong : status === 429 ? words.tooMany : wordsOf(err))
      setBusy(false)
    }
  }

  const oidc = methods.data?.oidc
  return (
    <main className="login">
      <form onSubmit={(e) => void submit(e)}>
        <h1>{words.title}</h1>
        {over && !problem && <p role="status">{words.ended}</p>}
        {problem && (
          <p className="error" role="alert">
            {problem}
          </p>
        )}
        {methods.data?.password !== false && (
          <>
            <TextInput label={words.email} type="email" name="email" autoComplete="username" required withAsterisk={false} autoFocus value={email} onChange={(e) => setEmail(e.currentTarget.value)} />
            <PasswordInput label={words.password} name="password" autoComplete="current-password" required withAsterisk={false} value={password} onChange={(e) => setPassword(e.currentTarget.value)} />
            <Button type="submit" loading={busy} fullWidth>
              {words.submit}
            </Button>
          </>
        )}
        {oidc && (
          <Button component="a" variant="default" fullWidth href={withQuery(oidc.url, { next: url.pathname === '/login' ? '/' : url.pathname + url.search })}>
            {words.with(oidc.name)}
          </Button>
        )}
      </form>
    </main>
  )
}
