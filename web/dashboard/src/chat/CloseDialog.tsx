import { Button, Modal, Radio, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Conversation, Status } from '../api/types'
import { chat as words } from '../strings/chat'
import { common } from '../strings/common'
import { close } from './acts'

interface Props {
  c: Conversation
  open: boolean
  onClose: () => void
}

/** Asks for the status to leave the ticket in: "Assign and close". */
export function CloseDialog({ c, open, onClose }: Props) {
  const client = useQueryClient()
  const [status, setStatus] = useState<Status>('resolved')
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    if (open) setStatus('resolved')
  }, [open])
  async function submit() {
    setBusy(true)
    const closed = await close(client, c, status)
    setBusy(false)
    if (closed) onClose()
  }
  return (
    <Modal opened={open} onClose={onClose} title={words.closeTitle(c.contact.name)} closeButtonProps={{ 'aria-label': common.close }}>
      <form
        onSubmit={(e) => {
          e.preventDefault()
          void submit()
        }}
      >
        <Radio.Group label={words.closeHint} value={status} onChange={(s) => setStatus(s as Status)}>
          <Stack gap={8} my={12}>
            {(Object.keys(common.status) as Status[]).map((s) => (
              <Radio key={s} value={s} label={common.status[s]} data-autofocus={s === 'resolved' || undefined} />
            ))}
          </Stack>
        </Radio.Group>
        <div className="buttons">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" loading={busy}>
            {words.assignAndClose}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
