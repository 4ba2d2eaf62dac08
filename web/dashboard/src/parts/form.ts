import { useMemo, useState } from 'react'
import { ApiError } from '../api/client'
import { wordsOf } from './problem'

/** Hands in what a form holds; what was refused stands at its field, and nothing that was typed is lost. */
export function useSubmit(fields: string[]) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const wrong = failure instanceof ApiError ? (failure.problem?.errors ?? []) : []
  const submit = async (act: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    setFailure(null)
    try {
      await act()
    } catch (err) {
      setFailure(err)
    }
    setBusy(false)
  }
  // What belongs to a field is said there; what belongs to none, above them all.
  const placed = wrong.length > 0 && wrong.every((e) => fields.includes(e.field))
  return {
    busy,
    submit,
    problem: failure === null || placed ? '' : wordsOf(failure),
    of: (field: string) => wrong.filter((e) => e.field === field).map((e) => sentence(e.reason)).join(' ') || undefined,
  }
}

/** An Idempotency-Key that stays the same for as long as the content does: a second try makes nothing twice. */
export function useKey(...content: unknown[]): string {
  return useMemo(() => crypto.randomUUID(), [JSON.stringify(content)])
}

/** A reason of the API, such as "is taken", as a sentence of its own. */
function sentence(reason: string): string {
  const text = reason.charAt(0).toUpperCase() + reason.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}
