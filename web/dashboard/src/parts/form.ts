import { useMemo, useState } from 'react'
import { ApiError } from '../api/client'
import { common } from '../strings/common'
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
  const placed = wrong.length > 0 && wrong.every((e) => fields.includes(placeOf(e.field).field))
  return {
    busy,
    submit,
    problem: failure === null || placed ? '' : wordsOf(failure),
    of: (field: string) => wrong.filter((e) => placeOf(e.field).field === field).map((e) => reasonOf(e.field, e.reason)).join(' ') || undefined,
  }
}

/** An Idempotency-Key that stays the same for as long as the content does: a second try makes nothing twice. */
export function useKey(...content: unknown[]): string {
  return useMemo(() => crypto.randomUUID(), [JSON.stringify(content)])
}

/** "stop[9]" is the tenth entry of the field "stop". */
export function placeOf(path: string): { field: string; entry: number | null } {
  const [, field, at] = /^(.*?)\[(\d+)\]$/.exec(path) ?? []
  return field === undefined ? { field: path, entry: null } : { field, entry: Number(at) + 1 }
}

function reasonOf(path: string, reason: string): string {
  const { entry } = placeOf(path)
  return entry === null ? sentence(reason) : common.entry(entry, sentence(reason))
}

/** A reason of the API, such as "is taken", as a sentence of its own. */
function sentence(reason: string): string {
  const text = reason.charAt(0).toUpperCase() + reason.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}
