import { Button } from '@mantine/core'
import { useState } from 'react'
import { useCommands } from '../../frame/commands'
import { Page } from '../../parts/Page'
import { Empty } from '../../parts/states'
import { DataTable, type Column, type RowAction } from '../../parts/table/DataTable'
import { ago, instantOf, useNow } from '../../parts/time'
import { useUser } from '../../session'
import { common } from '../../strings/common'
import { users as words } from '../../strings/users'
import { go, useAddress } from '../../url'
import type { ListedUser } from '../types'
import { Invitations } from './Invitations'
import { InviteDialog } from './InviteDialog'
import { PasswordDialog } from './PasswordDialog'
import { UserDialog } from './UserDialog'
import { rolesText, useUserActs, useUsers } from './users'

const at = '/settings/users'

/** Who may sign in and do what: invite, give roles, switch off. */
export function UsersPage() {
  const me = useUser()
  const now = useNow(60_000)
  const id = useAddress().pathname.split('/')[3] ?? ''
  const list = useUsers()
  const acts = useUserActs()
  const [resets, setResets] = useState<ListedUser | null>(null)
  useCommands([{ id: 'invite', keys: 'n', label: words.inviteTitle, group: 'act', run: () => go(`${at}/invite`) }])

  const columns: Column<ListedUser>[] = [
    {
      id: 'name',
      label: words.name,
      text: (u) => u.name,
      cell: (u) => (
        <>
          <bdi>{u.name}</bdi>
          {u.id === me.id && <span className="muted"> ({words.you})</span>}
        </>
      ),
    },
    { id: 'email', label: words.email, text: (u) => u.email, cell: (u) => u.email, width: 260 },
    { id: 'roles', label: words.roles, text: (u) => rolesText(u.roles), cell: (u) => rolesText(u.roles), width: 200 },
    { id: 'state', label: words.state, text: (u) => state(u), cell: (u) => (u.disabled_at ? <span className="muted">{state(u)}</span> : state(u)), width: 120 },
    {
      id: 'login',
      label: words.lastLogin,
      text: (u) => u.last_login_at ?? '',
      cell: (u) => (u.last_login_at ? <time dateTime={u.last_login_at} title={instantOf(u.last_login_at)}>{ago(u.last_login_at, now)}</time> : <span className="muted">{common.never}</span>),
      width: 110,
    },
    { id: 'created', label: words.created, text: (u) => u.created_at, cell: (u) => instantOf(u.created_at), width: 180, chosen: false },
  ]
  const actions = (u: ListedUser): RowAction[] => [
    { label: words.edit, run: () => go(`${at}/${u.id}`) },
    { label: words.setPassword, run: () => setResets(u), off: u.id === me.id },
    u.disabled_at ? { label: words.enable, run: () => void acts.enable(u) } : { label: words.disable, run: () => void acts.disable(u), danger: true },
  ]
  const shown = list.data?.find((u) => u.id === id)
  const close = () => go(at)
  return (
    <Page wide title={words.title} actions={<Button onClick={() => go(`${at}/invite`)}>{words.invite}</Button>}>
      <DataTable
        name="users"
        label={words.title}
        columns={columns}
        rows={list.data}
        rowKey={(u) => u.id}
        href={(u) => `${at}/${u.id}`}
        isPending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        empty={<Empty title={words.empty[0]} hint={words.empty[1]} />}
        actions={actions}
        csv="users.csv"
        find
      />
      <Invitations />
      {id === 'invite' && <InviteDialog onClose={close} />}
      {shown && <UserDialog key={shown.id} user={shown} onClose={close} />}
      {resets && <PasswordDialog user={resets} onClose={() => setResets(null)} />}
    </Page>
  )
}

const state = (u: ListedUser) => (u.disabled_at ? words.disabled : words.active)
