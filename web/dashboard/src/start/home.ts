import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client'
import type { CurrentUser, Inbox, Page } from '../api/types'
import { sectionsFor } from '../pages'
import { may } from '../session'

const key = (user: CurrentUser) => `parley:start-dismissed:${user.id}`

/** Whether the user wants to begin elsewhere, although there is no inbox. */
export function isDismissed(user: CurrentUser): boolean {
  return localStorage.getItem(key(user)) !== null
}

/** Remembers that, in this browser. */
export function dismiss(user: CurrentUser, yes: boolean) {
  if (yes) localStorage.setItem(key(user), '')
  else localStorage.removeItem(key(user))
}

/** Where somebody who names no page begins: admins with getting started while there is no inbox. Undefined until that is known. */
export function useHome(user: CurrentUser | null | undefined, wanted: boolean): string | undefined {
  const sets = !!user && may(user, 'inboxes:manage') && !isDismissed(user)
  const { data, isError } = useQuery({
    queryKey: ['inboxes'],
    enabled: wanted && sets,
    queryFn: ({ signal }) => call<Page<Inbox>>('GET', '/v1/inboxes', { signal }),
  })
  if (!user) return undefined
  if (sets && wanted && !isError) {
    if (!data) return undefined
    if (data.items.length === 0) return '/start'
  }
  return may(user, 'conversations:read') ? '/inbox/all' : (sectionsFor(user)[0]?.pages[0]?.path ?? '/inbox/all')
}
