import { useQueryClient } from '@tanstack/react-query'
import { ApiError, call } from '../../api/client'
import { useKey, useSubmit } from '../../parts/form'
import { quickChanged } from './queries'
import type { QuickContent, QuickReply } from './types'

/** Saves a quick reply. What the server does not take stays written, with what it said about it. */
export function useQuickSave(mine: QuickContent, saved: (q: QuickReply) => void) {
  const client = useQueryClient()
  const form = useSubmit(['name', 'text', 'when.zone', 'when.weekly', 'when.from', 'when.until', 'when.outside_hours_of'])
  const key = useKey(mine)
  const tidy = { ...mine, name: mine.name.trim(), text: mine.text.trim() }
  const take = async (q: QuickReply) => {
    client.setQueryData(['quick-reply', q.id], q)
    saved(q)
    await quickChanged(client)
  }
  return {
    form,
    change: (id: string, version: number) =>
      form.submit(async () => {
        try {
          await take(await call<QuickReply>('PUT', `/v1/quick-replies/${id}`, { body: { ...tidy, version } }))
        } catch (err) {
          // Somebody else has saved: what it is now is shown beside what was written.
          if (!(err instanceof ApiError && err.kind === 'stale')) throw err
          await client.invalidateQueries({ queryKey: ['quick-reply', id] })
        }
      }),
    create: (status: 'draft' | 'active') => form.submit(async () => take(await call<QuickReply>('POST', '/v1/quick-replies', { body: { ...tidy, status }, key: `${key}-${status}` }))),
  }
}
