import { Button, Modal } from '@mantine/core'
import { Copy } from '../../parts/Copy'
import { instantOf } from '../../parts/time'
import { common } from '../../strings/common'
import { users as words } from '../../strings/users'
import type { InvitationWithLink } from '../types'

/** The link of an invitation, which is shown this once. */
export function LinkDialog({ invitation, onClose }: { invitation: InvitationWithLink; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={words.link} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': common.close }}>
      <div className="form">
        <p>{invitation.link ? words.linkHint(invitation.name, instantOf(invitation.expires_at)) : words.linkLost}</p>
        {invitation.link && <Copy label={words.link} value={invitation.link} />}
        <div className="buttons">
          <Button onClick={onClose}>{words.done}</Button>
        </div>
      </div>
    </Modal>
  )
}
