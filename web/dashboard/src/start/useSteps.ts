import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client'
import type { Inbox, Page } from '../api/types'
import { hasTested } from '../faqs/tested'
import type { FaqCounts } from '../faqs/types'
import { useCounts } from '../inbox/counts'
import type { Invitation } from '../settings/types'
import { stepsOf, type Step } from './steps'

const often = 3_000

/** The steps as they stand, looked at every few seconds: what is done elsewhere ticks itself. */
export function useSteps(): { steps: Step[] | null; failed: unknown; retry: () => void } {
  const inboxes = useQuery({ queryKey: ['inboxes'], refetchInterval: often, queryFn: ({ signal }) => call<Page<Inbox>>('GET', '/v1/inboxes', { signal }) })
  const faqs = useQuery({ queryKey: ['start', 'faqs'], refetchInterval: often, queryFn: ({ signal }) => call<FaqCounts>('GET', '/v1/faqs/counts', { signal }) })
  const people = useQuery({ queryKey: ['start', 'people'], refetchInterval: often, queryFn: ({ signal }) => others(signal) })
  const counts = useCounts(true, often)
  const all = [inboxes, faqs, people]
  const failed = all.find((q) => q.isLoadingError)?.error
  const retry = () => all.forEach((q) => void q.refetch())
  if (!inboxes.data || !faqs.data || people.data === undefined) return { steps: null, failed, retry }
  const steps = stepsOf({
    inboxes: inboxes.data.items.map((i) => i.id),
    faqs: faqs.data,
    tested: hasTested(),
    conversations: counts?.all ?? 0,
    others: people.data,
  })
  return { steps, failed: undefined, retry }
}

/** How many there are beside whoever looks, with those who are only invited. */
async function others(signal: AbortSignal): Promise<number> {
  const [users, invitations] = await Promise.all([
    call<Page<unknown>>('GET', '/v1/users', { signal }),
    call<Page<Invitation>>('GET', '/v1/invitations', { signal }),
  ])
  return users.items.length - 1 + invitations.items.filter((i) => i.state === 'open').length
}
