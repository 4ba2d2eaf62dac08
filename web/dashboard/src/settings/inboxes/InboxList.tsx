import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client'
import type { Inbox, Page as PageOf } from '../../api/types'
import { useCommands } from '../../frame/commands'
import { Page } from '../../parts/Page'
import { Empty } from '../../parts/states'
import { DataTable, type Column } from '../../parts/table/DataTable'
import { ago, instantOf, useNow } from '../../parts/time'
import { inboxes as words } from '../../strings/inboxes'
import { go } from '../../url'
import { stateOf } from './fields'
import { InboxState } from './InboxState'

const at = '/settings/inboxes'

/** Every inbox and how it is. */
export function InboxList() {
  const now = useNow(60_000)
  const list = useQuery({
    queryKey: ['inboxes'],
    refetchInterval: 30_000,
    queryFn: ({ signal }) => call<PageOf<Inbox>>('GET', '/v1/inboxes', { signal }),
  })
  const make = () => go(`${at}/new`)
  useCommands([{ id: 'new-inbox', keys: 'n', label: words.addTitle, group: 'act', run: make }])
  const when = (of: (i: Inbox) => string | null) => ({
    text: (i: Inbox) => of(i) ?? '',
    cell: (i: Inbox) => {
      const instant = of(i)
      return instant ? <time dateTime={instant} title={instantOf(instant)}>{ago(instant, now)}</time> : <span className="muted">{words.never}</span>
    },
  })
  const columns: Column<Inbox>[] = [
    { id: 'name', label: words.columns.name, text: (i) => i.name, cell: (i) => <bdi>{i.name}</bdi> },
    { id: 'channel', label: words.columns.channel, width: 150, text: (i) => words.channels[i.channel], cell: (i) => words.channels[i.channel] },
    { id: 'account', label: words.columns.account, width: 180, text: (i) => i.account_name || i.account, cell: (i) => <bdi>{i.account_name || i.account}</bdi> },
    { id: 'state', label: words.columns.state, width: 220, text: (i) => words.states[stateOf(i)], cell: (i) => <InboxState inbox={i} /> },
    { id: 'in', label: words.columns.lastIn, width: 130, ...when((i) => i.health.last_inbound_at) },
    { id: 'out', label: words.columns.lastOut, width: 130, ...when((i) => i.health.last_outbound_at) },
    { id: 'failures', label: words.columns.failures, width: 120, align: 'end', text: (i) => String(i.health.failures_24h), cell: (i) => i.health.failures_24h.toLocaleString() },
    { id: 'created', label: words.columns.created, width: 170, chosen: false, text: (i) => i.created_at, cell: (i) => instantOf(i.created_at) },
  ]
  return (
    <Page wide title={words.title} actions={<Button onClick={make}>+ {words.add}</Button>}>
      <DataTable
        name="inboxes"
        label={words.title}
        columns={columns}
        rows={list.data?.items}
        rowKey={(i) => i.id}
        href={(i) => `${at}/${i.id}`}
        isPending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        empty={
          <Empty title={words.empty[0]} hint={words.empty[1]}>
            <Button onClick={make}>{words.addTitle}</Button>
          </Empty>
        }
        csv="inboxes.csv"
        find
      />
    </Page>
  )
}
