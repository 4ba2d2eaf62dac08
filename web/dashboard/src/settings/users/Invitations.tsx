import { useState } from 'react'
import { Empty } from '../../parts/states'
import { DataTable, type Column } from '../../parts/table/DataTable'
import { instantOf } from '../../parts/time'
import { users as words } from '../../strings/users'
import type { Invitation } from '../types'
import { ResendDialog } from './ResendDialog'
import { rolesText, useInvitations, useUserActs } from './users'

/** Who was invited and has not come: a new link, or none. */
export function Invitations() {
  const list = useInvitations()
  const acts = useUserActs()
  const [again, setAgain] = useState<Invitation | null>(null)
  const columns: Column<Invitation>[] = [
    { id: 'name', label: words.name, text: (i) => i.name, cell: (i) => <bdi>{i.name}</bdi> },
    { id: 'email', label: words.email, text: (i) => i.email, cell: (i) => i.email, width: 260 },
    { id: 'roles', label: words.roles, text: (i) => rolesText(i.roles), cell: (i) => rolesText(i.roles), width: 200 },
    { id: 'state', label: words.state, text: (i) => words.invitationStates[i.state] ?? i.state, cell: (i) => words.invitationStates[i.state] ?? i.state, width: 120 },
    { id: 'expires', label: words.expires, text: (i) => i.expires_at, cell: (i) => instantOf(i.expires_at), width: 180 },
  ]
  return (
    <>
      <h2>{words.invitations}</h2>
      <DataTable
        quiet
        name="invitations"
        label={words.invitations}
        columns={columns}
        rows={list.data}
        rowKey={(i) => i.id}
        isPending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        empty={<Empty title={words.noInvitations[0]} hint={words.noInvitations[1]} />}
        actions={(i) => [
          { label: words.resend, run: () => setAgain(i) },
          { label: words.revoke, run: () => void acts.revoke(i), danger: true },
        ]}
      />
      {again && <ResendDialog invitation={again} onClose={() => setAgain(null)} />}
    </>
  )
}
