import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useAll } from '../../api/all'
import { call } from '../../api/client'
import { useCommands } from '../../frame/commands'
import { confirmed } from '../../parts/confirm'
import { Page } from '../../parts/Page'
import { wordsOf } from '../../parts/problem'
import { Empty } from '../../parts/states'
import { DataTable, type Column } from '../../parts/table/DataTable'
import { ago, instantOf, useNow } from '../../parts/time'
import { say } from '../../parts/toasts'
import { apikeys as words } from '../../strings/apikeys'
import { common } from '../../strings/common'
import { go, useAddress } from '../../url'
import type { ApiKey } from '../types'
import { NewKey } from './NewKey'

const at = '/settings/api-keys'

/** The keys of programs: create, see when one was used, revoke. */
export function KeysPage() {
  const client = useQueryClient()
  const now = useNow(60_000)
  const making = useAddress().pathname === `${at}/new`
  const list = useAll<ApiKey>('api-keys', '/v1/api-keys')
  useCommands([{ id: 'new-key', keys: 'n', label: words.addTitle, group: 'act', run: () => go(`${at}/new`) }])
  const revoke = async (k: ApiKey) => {
    if (!(await confirmed({ title: words.revokeTitle(k.name), text: words.revokeText, act: words.revoke, danger: true }))) return
    try {
      await call('DELETE', `/v1/api-keys/${k.id}`)
      say(words.revokedNow(k.name))
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    await client.invalidateQueries({ queryKey: ['api-keys'] })
  }
  const scopes = (k: ApiKey) => k.scopes.map((s) => words.scopeNames[s] ?? s).join(', ')
  const state = (k: ApiKey) => (k.revoked_at ? words.revoked : words.works)
  const columns: Column<ApiKey>[] = [
    { id: 'name', label: words.name, text: (k) => k.name, cell: (k) => <bdi>{k.name}</bdi> },
    { id: 'scopes', label: words.scopes, text: scopes, cell: scopes, width: 280 },
    {
      id: 'used',
      label: words.lastUsed,
      text: (k) => k.last_used_at ?? '',
      cell: (k) => (k.last_used_at ? <time dateTime={k.last_used_at} title={instantOf(k.last_used_at)}>{ago(k.last_used_at, now)}</time> : <span className="muted">{common.never}</span>),
      width: 110,
    },
    { id: 'state', label: words.state, text: state, cell: (k) => (k.revoked_at ? <span className="muted" title={instantOf(k.revoked_at)}>{state(k)}</span> : state(k)), width: 110 },
    { id: 'created', label: words.created, text: (k) => k.created_at, cell: (k) => instantOf(k.created_at), width: 180 },
  ]
  const add = <Button onClick={() => go(`${at}/new`)}>+ {words.add}</Button>
  return (
    <Page wide title={words.title} actions={add}>
      <DataTable
        name="api-keys"
        label={words.title}
        columns={columns}
        rows={list.data}
        rowKey={(k) => k.id}
        isPending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        empty={<Empty title={words.empty[0]} hint={words.empty[1]} />}
        actions={(k) => (k.revoked_at ? [] : [{ label: words.revoke, run: () => void revoke(k), danger: true }])}
        csv="api-keys.csv"
        find
      />
      {making && <NewKey onClose={() => go(at)} />}
    </Page>
  )
}
