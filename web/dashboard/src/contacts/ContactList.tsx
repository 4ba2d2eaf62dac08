import { useQueryClient } from '@tanstack/react-query'
import { may, useUser } from '../session'
import { Link } from '../parts/Link'
import { Page } from '../parts/Page'
import { Empty } from '../parts/states'
import { StatusBadge } from '../parts/status'
import { DataTable, type Column } from '../parts/table/DataTable'
import { instantOf } from '../parts/time'
import { common } from '../strings/common'
import { contacts as words } from '../strings/contacts'
import { useAddress } from '../url'
import { setOptOut } from './acts'
import { ContactFilterBar } from './ContactFilterBar'
import { filtersOf, narrowed, put } from './filters'
import { useContacts } from './queries'
import type { ContactRow } from './types'

const sorts: Record<string, string> = { name: 'name', created: 'created', last: '' }

/** Everybody who ever wrote, or whom a campaign was to reach. */
export function ContactList() {
  const filters = filtersOf(useAddress().searchParams)
  const list = useContacts(filters)
  const client = useQueryClient()
  const consents = may(useUser(), 'contacts:consent')
  const sorted = Object.keys(sorts).find((id) => sorts[id] === filters.sort) ?? 'last'
  const nothing = narrowed(filters) ? words.none : words.empty
  return (
    <Page wide title={words.title}>
      <DataTable
        name="contacts"
        label={words.title}
        columns={columns}
        rows={list.data}
        rowKey={(c) => c.id}
        href={(c) => `/contacts/${c.id}`}
        isPending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        empty={<Empty title={nothing[0]} hint={nothing[1]}>{!narrowed(filters) && <Link href="/inbox/all">{words.toInbox}</Link>}</Empty>}
        sort={{ id: sorted, desc: sorted !== 'name' }}
        onSort={(sort) => put({ ...filters, sort: sorts[sort?.id ?? 'last'] ?? '' })}
        more={{ has: list.hasNextPage, load: () => void list.fetchNextPage(), loading: list.isFetchingNextPage }}
        actions={(c) => [{ label: c.opted_out_at ? words.optIn : words.optOut, run: () => void setOptOut(client, c.id, !c.opted_out_at), off: !consents }]}
        csv="contacts.csv"
        filters={<ContactFilterBar filters={filters} />}
      />
    </Page>
  )
}

const identity = (c: ContactRow) => c.identities[0]?.value ?? ''
const channels = (c: ContactRow) => [...new Set(c.identities.map((i) => words.channels[i.channel] ?? i.channel))].join(', ')
const inboxes = (c: ContactRow) => [...new Set(c.identities.map((i) => i.inbox.name))].join(', ')
const consent = (c: ContactRow) => (c.blocked_at ? words.blocked : c.opted_out_at ? words.optedOut : words.wants)
const status = (c: ContactRow) => (c.status ? common.status[c.status] : '')

const columns: Column<ContactRow>[] = [
  { id: 'name', label: words.columns.name, sort: true, cell: (c) => <span dir="auto">{c.known_as}</span>, text: (c) => c.known_as },
  { id: 'identity', label: words.columns.identity, width: 190, cell: (c) => <span dir="auto">{identity(c)}</span>, text: (c) => c.identities.map((i) => i.value).join(' ') },
  { id: 'channel', label: words.columns.channel, width: 120, cell: channels, text: channels },
  { id: 'status', label: words.columns.status, width: 110, cell: (c) => <StatusBadge status={c.status} />, text: status },
  { id: 'labels', label: words.columns.labels, width: 140, cell: (c) => <span dir="auto">{c.labels.join(', ')}</span>, text: (c) => c.labels.join(', ') },
  { id: 'last', label: words.columns.last, sort: true, width: 170, cell: (c) => c.last_at && <time dateTime={c.last_at}>{instantOf(c.last_at)}</time>, text: (c) => c.last_at ?? '' },
  { id: 'consent', label: words.columns.consent, width: 130, cell: consent, text: consent },
  { id: 'inbox', label: words.columns.inbox, width: 160, chosen: false, cell: (c) => <span dir="auto">{inboxes(c)}</span>, text: inboxes },
  { id: 'language', label: words.columns.language, width: 100, chosen: false, cell: (c) => c.language, text: (c) => c.language ?? '' },
  { id: 'created', label: words.columns.created, sort: true, width: 170, chosen: false, cell: (c) => instantOf(c.created_at), text: (c) => c.created_at },
]
