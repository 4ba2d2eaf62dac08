import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client'
import { go } from '../../url'
import { fetchResponders } from '../autoresponders/useChain'
import { replayPath, requestOf, type Change, type Replay } from './change'

/** Begins to try a change, and goes to where it is seen; the address keeps the chain on top of which it is tried. */
export function useTrial() {
  const client = useQueryClient()
  return async (change: Change) => {
    const seen = change.order && (await fetchResponders(client)).order
    const begun = await call<Replay>('POST', '/v1/faqs/replay', { body: requestOf(change) })
    client.setQueryData(['replay', begun.replay_id], begun)
    go(replayPath({ ...change, seen }, begun.replay_id))
  }
}
