import { useInfiniteQuery } from '@tanstack/react-query'
import { call, withQuery } from '../../api/client'
import type { Page as ListPage } from '../../api/types'
import { Link } from '../../parts/Link'
import { Page } from '../../parts/Page'
import { Empty } from '../../parts/states'
import { DataTable, type Column } from '../../parts/table/DataTable'
import { instantOf } from '../../parts/time'
import { audit as words } from '../../strings/audit'
import { useAddress } from '../../url'
import type { AuditEntry } from '../types'
import { useUsers } from '../users/users'
import { AuditFilterBar } from './AuditFilterBar'
import { asked, filtersOf, narrowed } from './filters'
import { what, where, who } from './words'

/** Who did what and when, latest first; nothing of it is ever changed. */
export function AuditPage() {
  const filters = filtersOf(useAddress().searchParams)
  const users = useUsers()
  const names = new Map((users.data ?? []).map((u) => [u.id, u.name]))
  const list = useInfiniteQuery({
    queryKey: ['audit', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => call<ListPage<AuditEntry>>('GET', withQuery('/v1/audit', { ...asked(filters), cursor: pageParam, limit: 100 }), { signal }),
    getNextPageParam: (page) => page.next_cursor,
    // The same line is never there twice, and has no id of its own.
    select: (data) => data.pages.flatMap((p, n) => p.items.map((e, i) => ({ ...e, key: `${n}-${i}` }))),
  })
  const columns: Column<AuditEntry>[] = [
    { id: 'at', label: words.when, text: (e) => e.at, cell: (e) => <time dateTime={e.at}>{instantOf(e.at)}</time>, width: 190, sort: false },
    { id: 'who', label: words.who, text: who, cell: (e) => <bdi>{who(e)}</bdi>, width: 200, sort: false },
    { id: 'what', label: words.what, text: (e) => what(e, names), cell: (e) => <What entry={e} names={names} />, sort: false },
    { id: 'address', label: words.address, text: (e) => e.address, cell: (e) => e.address, width: 150, sort: false },
    { id: 'action', label: words.action, text: (e) => e.action, cell: (e) => e.action, width: 200, sort: false, chosen: false },
    { id: 'request', label: words.request, text: (e) => e.request_id, cell: (e) => e.request_id, width: 260, sort: false, chosen: false },
  ]
  const empty = narrowed(filters) ? words.none : words.empty
  return (
    <Page wide title={words.title}>
      <DataTable
        name="audit"
        label={words.title}
        columns={columns}
        rows={list.data}
        rowKey={(e) => (e as AuditEntry & { key: string }).key}
        isPending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        empty={<Empty title={empty[0]} hint={empty[1]} />}
        more={{ has: list.hasNextPage, load: () => void list.fetchNextPage(), loading: list.isFetchingNextPage }}
        filters={<AuditFilterBar filters={filters} users={users.data ?? []} />}
        csv="audit-log.csv"
      />
    </Page>
  )
}

function What({ entry, names }: { entry: AuditEntry; names: Map<string, string> }) {
  const text = what(entry, names)
  const to = where(entry)
  return (
    <span dir="auto" title={text}>
      {to ? <Link href={to}>{text}</Link> : text}
    </span>
  )
}
