import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError, call } from '../../api/client'
import { wordsOf } from '../../parts/problem'
import { say } from '../../parts/toasts'
import { autoresponders as words } from '../../strings/autoresponders'
import { sameOrder, type Responders, type Step } from './chain'

const key = ['responders']

const query = { queryKey: key, queryFn: ({ signal }: { signal: AbortSignal }) => call<Responders>('GET', '/v1/responders', { signal }) }

/** The chain as the server has it; looked at again twice a minute. */
export function useResponders() {
  return useQuery({ ...query, refetchInterval: 30_000 })
}

/** The chain as the server has it at this moment. */
export const fetchResponders = (client: QueryClient) => client.fetchQuery({ ...query, staleTime: 0 })

/** An order that somebody puts together on top of the one they saw; another's order is not overwritten unseen. */
export function useChain(now: Responders) {
  const client = useQueryClient()
  const [base, setBase] = useState(now)
  const [order, setOrder] = useState(now.order)
  const [busy, setBusy] = useState(false)
  const unsaved = !sameOrder(order, base.order)
  // An answer that was under way while somebody saved may come late, and is no news.
  const newer = instant(now) > instant(base)
  const conflict = newer && unsaved && !sameOrder(now.order, base.order) && !sameOrder(now.order, order)
  useEffect(() => {
    if (!newer || conflict) return
    setBase(now)
    if (!unsaved) setOrder(now.order)
  }, [now, newer, conflict, unsaved])

  function settle(on: Responders) {
    setBase(on)
    setOrder(on.order)
  }

  async function put(to: Step[], from: Step[], said: string, undoable: boolean) {
    setBusy(true)
    try {
      const after = await call<Responders>('PUT', '/v1/responders', { body: { order: to, seen: from } })
      client.setQueryData(key, after)
      settle(after)
      say(said, undoable ? { undo: { label: words.undo, act: () => void put(from, to, words.undone, false) } } : {})
    } catch (err) {
      // Another order is shown beside the one that was put together.
      if (err instanceof ApiError && err.kind === 'stale') await client.invalidateQueries({ queryKey: key })
      say(wordsOf(err), { bad: true })
    }
    setBusy(false)
  }
  return {
    order,
    setOrder,
    unsaved,
    conflict,
    busy,
    save: () => void put(order, base.order, words.saved, true),
    discard: () => setOrder(base.order),
    keepMine: () => void put(order, now.order, words.saved, true),
    takeTheirs: () => settle(now),
  }
}

const instant = (r: Responders) => (r.edited_at ? Date.parse(r.edited_at) : 0)
