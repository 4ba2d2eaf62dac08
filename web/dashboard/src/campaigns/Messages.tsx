import { NativeSelect } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { call, withQuery } from '../api/client'
import type { Campaign, CampaignMessage, Page } from '../api/types'
import { Link } from '../parts/Link'
import { wordsOf } from '../parts/problem'
import { Empty } from '../parts/states'
import { DataTable, type Column } from '../parts/table/DataTable'
import { instantOf } from '../parts/time'
import { say } from '../parts/toasts'
import { may, useUser } from '../session'
import { campaigns as words } from '../strings/campaigns'
import { go, useAddress } from '../url'

const states = Object.keys(words.states)

/** Who is written to, and what became of each message. */
export function Messages({ c }: { c: Campaign }) {
  const client = useQueryClient()
  const user = useUser()
  const url = useAddress()
  const asked = url.searchParams.get('state') ?? ''
  const state = states.includes(asked) ? asked : ''
  const sends = may(user, 'campaigns:send')
  const chats = may(user, 'conversations:read')
  const key = ['campaign-messages', c.id, state]
  const list = useInfiniteQuery({
    queryKey: key,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => call<Page<CampaignMessage>>('GET', withQuery(`/v1/campaigns/${c.id}/messages`, { state, cursor: pageParam, limit: 50 }), { signal }),
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((p) => p.items),
    // Only the first page follows a running campaign: who has scrolled further reads.
    refetchInterval: (q) => (c.status === 'running' && (q.state.data?.pages.length ?? 0) < 2 ? 3_000 : false),
  })
  async function takeBack(m: CampaignMessage) {
    try {
      await call('DELETE', `/v1/campaigns/${c.id}/messages/${m.id}`)
      say(words.takenBack)
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    await client.invalidateQueries({ queryKey: ['campaign-messages', c.id] })
    await client.invalidateQueries({ queryKey: ['campaign', c.id] })
  }
  const columns: Column<CampaignMessage>[] = [
    { id: 'person', label: words.person, cell: (m) => <span dir="auto">{m.contact.name}</span>, text: (m) => m.contact.name },
    { id: 'address', label: words.address, width: 190, cell: (m) => <bdi>{m.address}</bdi>, text: (m) => m.address ?? '' },
    { id: 'state', label: words.state, width: 110, cell: (m) => <span className={`delivery delivery-${m.state}`}>{words.states[m.state]}</span>, text: (m) => words.states[m.state] ?? m.state },
    { id: 'reason', label: words.reason, cell: (m) => m.reason, text: (m) => m.reason ?? '' },
    { id: 'send_at', label: words.sendAt, width: 170, chosen: c.status === 'draft', cell: (m) => instantOf(m.send_at), text: (m) => m.send_at },
    { id: 'sent_at', label: words.sentAt, width: 170, cell: (m) => m.sent_at && instantOf(m.sent_at), text: (m) => m.sent_at ?? '' },
    {
      id: 'replied_at',
      label: words.repliedAt,
      width: 190,
      cell: (m) => m.replied_at && (chats && m.conversation_id ? <Link className="link" href={`/inbox/all/${m.conversation_id}`}>{instantOf(m.replied_at)}</Link> : instantOf(m.replied_at)),
      text: (m) => m.replied_at ?? '',
    },
    ...c.parameters.map((name): Column<CampaignMessage> => ({ id: `value ${name}`, label: name, chosen: false, cell: (m) => <span dir="auto">{m.parameters[name]}</span>, text: (m) => m.parameters[name] ?? '' })),
  ]
  const nothing = state ? words.noneInState : words.noRecipients
  const choose = (to: string) => go(to ? `${url.pathname}?state=${to}` : url.pathname, { replace: true })
  return (
    <section className="campaign-messages">
      <h2>{words.recipientsOf}</h2>
      <DataTable
        name="campaign-messages"
        label={words.recipientsOf}
        columns={columns}
        rows={list.data}
        rowKey={(m) => m.id}
        isPending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        count={state ? undefined : c.counts?.total}
        empty={<Empty title={nothing[0]} hint={nothing[1]} />}
        more={{ has: list.hasNextPage, load: () => void list.fetchNextPage(), loading: list.isFetchingNextPage }}
        csv={`${c.name}.csv`}
        actions={(m) => [
          { label: words.openConversation, off: !chats || !m.conversation_id, run: () => go(`/inbox/all/${m.conversation_id}`) },
          { label: words.takeBack, danger: true, off: !sends || m.state !== 'queued', run: () => void takeBack(m) },
        ]}
        filters={
          <NativeSelect
            aria-label={words.state}
            data={[{ value: '', label: words.anyState }, ...states.map((value) => ({ value, label: words.states[value] ?? value }))]}
            value={state}
            onChange={(e) => choose(e.currentTarget.value)}
          />
        }
      />
    </section>
  )
}
