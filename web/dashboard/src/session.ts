import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { ApiError, call } from './api/client'
import type { CurrentUser } from './api/types'

const key = ['session']
const over = ['session-over']

/** Who is signed in: undefined until that is known, null for nobody. */
export function useSession() {
  return useQuery({
    queryKey: key,
    staleTime: Infinity,
    retry: (n, err) => n < 3 && err instanceof ApiError && err.passing,
    queryFn: async ({ signal }): Promise<CurrentUser | null> => {
      try {
        return await call<CurrentUser>('GET', '/v1/session', { signal })
      } catch (err) {
        if (err instanceof ApiError && err.status === 401) return null
        throw err
      }
    },
  })
}

/** The signed-in user, below a component that has seen to it that there is one. */
export function useUser(): CurrentUser {
  const user = useSession().data
  if (!user) throw new Error('nobody is signed in')
  return user
}

/** The signed-in user outside of components, null for nobody. */
export function userOf(client: QueryClient): CurrentUser | null {
  return client.getQueryData<CurrentUser | null>(key) ?? null
}

/** What the user may do, such as `conversations:handle`. */
export function may(user: CurrentUser, permission: string): boolean {
  return user.permissions.includes(permission)
}

/** Begins a session; what was seen without one is forgotten. */
export async function signIn(client: QueryClient, email: string, password: string) {
  await call('POST', '/v1/session', { body: { email, password } })
  await client.resetQueries()
}

/** Ends the session on the server and forgets all that was read. */
export async function signOut(client: QueryClient) {
  try {
    await call('DELETE', '/v1/session')
  } catch (err) {
    if (!(err instanceof ApiError && err.status === 401)) throw err
  }
  forget(client, false)
}

/** Forgets everything: the server knows the session no more. Whoever was at work is told so. */
export function ended(client: QueryClient) {
  if (client.getQueryData(key)) forget(client, true)
}

/** Whether a session ended under somebody's hands, rather than by their own. */
export function useEnded(): boolean {
  return useQueryClient().getQueryData(over) === true
}

function forget(client: QueryClient, untold: boolean) {
  // The session itself stays in the cache, so that whoever looks at it sees it end.
  client.removeQueries({ predicate: (q) => q.queryKey[0] !== key[0] })
  client.getMutationCache().clear()
  client.setQueryData(over, untold)
  client.setQueryData(key, null)
}
