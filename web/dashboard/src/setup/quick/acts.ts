import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { call } from '../../api/client'
import { wordsOf } from '../../parts/problem'
import { say } from '../../parts/toasts'
import { useUser } from '../../session'
import { quick as words } from '../../strings/quick'
import { quickChanged } from './queries'
import type { QuickReply } from './types'

/** What an approver does to a quick reply. */
export type Act = 'activate' | 'archive' | 'restore'

/** What can be done with saved quick replies; each says what has come of it. */
export function useQuickActs() {
  const client = useQueryClient()
  return {
    act: (act: Act, q: QuickReply) => run(client, steps(q.id, [act]), words.did[act], undoing(client, act, q)),
    /** Copies a quick reply into a draft, and returns that; null where it could not. */
    async clone(q: QuickReply): Promise<QuickReply | null> {
      let made: QuickReply | null = null
      await run(client, async () => void (made = await call<QuickReply>('POST', `/v1/quick-replies/${q.id}/clone`, { key: crypto.randomUUID() })), words.did.clone)
      return made
    },
  }
}

/** Whether somebody may activate this one: nobody but an admin does that with what they edited last. */
export function useMayActivate(): (q: QuickReply) => boolean {
  const user = useUser()
  return (q) => user.roles.includes('admin') || q.edited_by !== user.id
}

// An archived one returns as a draft: what was active is activated again.
function undoing(client: QueryClient, act: Act, q: QuickReply): (() => void) | undefined {
  if (act === 'restore') return undefined
  const back: Act[] = act === 'activate' ? ['archive', 'restore'] : q.status === 'active' ? ['restore', 'activate'] : ['restore']
  return () => void run(client, steps(q.id, back), words.undone)
}

const steps = (id: string, acts: Act[]) => async () => {
  for (const act of acts) await call('POST', `/v1/quick-replies/${id}/${act}`)
}

async function run(client: QueryClient, todo: () => Promise<void>, said: string, undo?: () => void) {
  try {
    await todo()
    say(said, undo ? { undo: { label: words.undo, act: undo } } : {})
  } catch (err) {
    say(wordsOf(err), { bad: true })
  }
  await quickChanged(client)
}
