import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ApiError, call } from '../api/client'
import type { Faq } from '../api/types'
import { wordsOf } from '../parts/problem'
import { tidy } from './content'
import { faqsChanged } from './queries'
import type { FaqContent, FieldError } from './types'

/** Saves an FAQ. What the server does not take stays written, with what it said about it. */
export function useFaqSave(saved: (faq: Faq) => void) {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const [errors, setErrors] = useState<FieldError[]>([])
  const sent = useRef({ body: '', key: '' })

  async function run(send: () => Promise<Faq>) {
    setBusy(true)
    setProblem('')
    setErrors([])
    try {
      const faq = await send()
      client.setQueryData(['faq', faq.id], faq)
      saved(faq)
      await faqsChanged(client)
    } catch (err) {
      const fields = err instanceof ApiError ? (err.problem?.errors ?? []) : []
      setErrors(fields)
      setProblem(fields.length > 0 && err instanceof ApiError ? (err.problem?.detail ?? '') : wordsOf(err))
      // Somebody else has saved: what it is now is shown beside what was written.
      if (err instanceof ApiError && err.kind === 'stale') {
        await client.invalidateQueries({ queryKey: ['faq'] })
        setProblem('')
      }
    }
    setBusy(false)
  }
  return {
    busy,
    problem,
    errors,
    change: (id: string, content: FaqContent, version: number) => run(() => call<Faq>('PUT', `/v1/faqs/${id}`, { body: { ...tidy(content), version } })),
    create(content: FaqContent, status: 'draft' | 'active') {
      const body = { ...tidy(content), status }
      // The same words tried again are the same act.
      const text = JSON.stringify(body)
      if (sent.current.body !== text) sent.current = { body: text, key: crypto.randomUUID() }
      return run(() => call<Faq>('POST', '/v1/faqs', { body, key: sent.current.key }))
    },
  }
}
