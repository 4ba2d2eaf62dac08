import { Button, Modal, NativeSelect } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Conversation } from '../api/types'
import { useAgents } from '../inbox/setup'
import { chat as words } from '../strings/chat'
import { common } from '../strings/common'
import { transfer } from './acts'

interface Props {
  c: Conversation
  open: boolean
  onClose: () => void
}

/** Asks whom to hand the conversation to. */
export function TransferDialog({ c, open, onClose }: Props) {
  const client = useQueryClient()
  const agents = useAgents(open).filter((a) => a.id !== c.owner?.id)
  const [to, setTo] = useState('')
  const chosen = agents.find((a) => a.id === to)
  return (
    <Modal opened={open} onClose={onClose} title={words.transferTitle(c.contact.name)} closeButtonProps={{ 'aria-label': common.close }}>
      <form
        onSubmit={(e) => {
          e.preventDefault()
          if (!chosen) return
          void transfer(client, c, chosen)
          onClose()
        }}
      >
        <NativeSelect
          label={words.transferTo}
          data-autofocus
          data={[{ value: '', label: words.chooseAgent }, ...agents.map((a) => ({ value: a.id, label: a.name }))]}
          value={to}
          onChange={(e) => setTo(e.currentTarget.value)}
        />
        <div className="buttons">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" disabled={!chosen}>
            {words.transfer}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
