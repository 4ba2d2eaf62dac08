import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import { useSubmit } from '../../parts/form'
import { FormDialog } from '../../parts/FormDialog'
import { users as words } from '../../strings/users'
import type { Invitation, InvitationWithLink } from '../types'
import { LinkDialog } from './LinkDialog'

/** Makes a new link for an invitation; the one before works no more, so it asks. */
export function ResendDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const client = useQueryClient()
  const form = useSubmit([])
  const [made, setMade] = useState<InvitationWithLink | null>(null)
  if (made) return <LinkDialog invitation={made} onClose={onClose} />
  const submit = async () => {
    setMade(await call<InvitationWithLink>('POST', `/v1/invitations/${invitation.id}/resend`))
    await client.invalidateQueries({ queryKey: ['invitations'] })
  }
  return (
    <FormDialog title={words.resendTitle(invitation.name)} onClose={onClose} form={form} onSubmit={submit} act={words.resend}>
      <p>{words.resendText}</p>
    </FormDialog>
  )
}
