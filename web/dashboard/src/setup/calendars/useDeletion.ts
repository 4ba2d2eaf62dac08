import { useQueryClient } from '@tanstack/react-query'
import { ApiError, call } from '../../api/client'
import { confirmed } from '../../parts/confirm'
import { wordsOf } from '../../parts/problem'
import { say } from '../../parts/toasts'
import { calendars as words } from '../../strings/calendars'
import { quickChanged } from '../quick/queries'
import type { Calendar } from '../quick/types'

/** Deletes a calendar, once asked; true if it is gone. One that quick replies go by stays, and they are named. */
export function useDeletion(): (c: Calendar) => Promise<boolean> {
  const client = useQueryClient()
  const back = async ({ name, zone, open, holidays }: Calendar) => {
    try {
      await call('POST', '/v1/calendars', { body: { name, zone, open, holidays }, key: crypto.randomUUID() })
      say(words.back)
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    await quickChanged(client)
  }
  return async (c) => {
    if (!(await confirmed({ title: words.deleteTitle(c.name), text: words.deleteText, act: words.delete, danger: true }))) return false
    try {
      await call('DELETE', `/v1/calendars/${c.id}`)
    } catch (err) {
      const users = err instanceof ApiError ? (err.problem?.used_by ?? []) : []
      say(users.length > 0 ? words.inUse(users.map((u) => u.name).join(', ')) : wordsOf(err), { bad: true })
      return false
    }
    say(words.deleted(c.name), { undo: { label: words.undo, act: () => void back(c) } })
    await quickChanged(client)
    return true
  }
}
