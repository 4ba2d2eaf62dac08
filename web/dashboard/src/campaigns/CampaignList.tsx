import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { call, withQuery } from '../api/client'
import type { Campaign, Page as PageOf } from '../api/types'
import { useCommands } from '../frame/commands'
import { useInboxes } from '../inbox/setup'
import { Page } from '../parts/Page'
import { Empty } from '../parts/states'
import { DataTable, type Column } from '../parts/table/DataTable'
import { instantOf } from '../parts/time'
import { Typed } from '../parts/Typed'
import { may, useUser } from '../session'
import { campaigns as words } from '../strings/campaigns'
import { go, useAddress } from '../url'
import { filtersOf, narrowed, put, type Filters } from './filters'
import { CampaignStatus } from './status'

/** All campaigns, newest first. */
export function CampaignList() {
  const filters = filtersOf(useAddress().searchParams)
  const edits = may(useUser(), 'content:edit')
  const inboxes = useInboxes()
  const list = useInfiniteQuery({
    queryKey: ['campaigns', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<PageOf<Campaign>>('GET', withQuery('/v1/campaigns', { ...filters, archived: filters.archived ? 'true' : '', cursor: pageParam, limit: 50 }), { signal }),
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((p) => p.items),
  })
  const make = () => go('/campaigns/new')
  useCommands([{ id: 'new-campaign', keys: 'c', label: words.new, group: 'act', run: make, off: !edits }])
  const columns: Column<Campaign>[] = [
    { id: 'name', label: words.columns.name, cell: (c) => <span dir="auto">{c.name}</span>, text: (c) => c.name },
    { id: 'status', label: words.columns.status, width: 120, cell: (c) => <CampaignStatus status={c.status} />, text: (c) => words.statuses[c.status] ?? c.status },
    { id: 'inbox', label: words.columns.inbox, width: 160, cell: (c) => <span dir="auto">{inboxes.get(c.inbox_id)?.name}</span>, text: (c) => inboxes.get(c.inbox_id)?.name ?? '' },
    { id: 'labels', label: words.columns.labels, width: 160, cell: (c) => <span dir="auto">{c.labels.join(', ')}</span>, text: (c) => c.labels.join(', ') },
    { id: 'launched', label: words.columns.launched, width: 170, cell: (c) => c.launched_at && instantOf(c.launched_at), text: (c) => c.launched_at ?? '' },
    { id: 'updated', label: words.columns.updated, width: 170, cell: (c) => instantOf(c.updated_at), text: (c) => c.updated_at },
    { id: 'created', label: words.columns.created, width: 170, chosen: false, cell: (c) => instantOf(c.created_at), text: (c) => c.created_at },
  ]
  const nothing = filters.archived && !filters.q && !filters.status && !filters.label ? words.noArchived : narrowed(filters) ? words.none : words.empty
  return (
    <Page wide title={words.title} actions={edits && <Button onClick={make}>{words.new}</Button>}>
      <DataTable
        name="campaigns"
        label={words.title}
        columns={columns}
        rows={list.data}
        rowKey={(c) => c.id}
        href={(c) => `/campaigns/${c.id}`}
        isPending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        empty={
          <Empty title={nothing[0]} hint={nothing[1]}>
            {edits && !narrowed(filters) && <Button onClick={make}>{words.new}</Button>}
          </Empty>
        }
        more={{ has: list.hasNextPage, load: () => void list.fetchNextPage(), loading: list.isFetchingNextPage }}
        csv="campaigns.csv"
        filters={<FilterBar filters={filters} />}
      />
    </Page>
  )
}

function FilterBar({ filters }: { filters: Filters }) {
  const set = (change: Partial<Filters>) => put({ ...filters, ...change })
  return (
    <>
      <Typed label={words.search} max={200} value={filters.q} onChange={(q) => set({ q })} />
      <NativeSelect
        aria-label={words.columns.status}
        data={[{ value: '', label: words.anyStatus }, ...Object.entries(words.statuses).map(([value, label]) => ({ value, label }))]}
        value={filters.status}
        onChange={(e) => set({ status: e.currentTarget.value })}
      />
      <Typed label={words.label} max={64} value={filters.label} onChange={(label) => set({ label })} />
      <Checkbox label={words.archivedToo} checked={filters.archived === 'yes'} onChange={(e) => set({ archived: e.currentTarget.checked ? 'yes' : '' })} />
      {narrowed(filters) && (
        <button type="button" className="link" onClick={() => put({ q: '', status: '', label: '', archived: '' })}>
          {words.clear}
        </button>
      )}
    </>
  )
}
