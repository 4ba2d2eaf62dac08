import { Button, Modal, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSubmit } from '../parts/form'
import { common } from '../strings/common'
import { contacts as words } from '../strings/contacts'
import { go } from '../url'
import { erase } from './acts'
import type { Contact } from './types'

/** Asks whom to erase: who it is has to be typed. */
export function EraseDialog({ c, onClose }: { c: Contact; onClose: () => void }) {
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  const form = useSubmit(['known_as'])
  const run = async () => go(`/contacts/erasures/${(await erase(client, c.id, typed)).id}`, { replace: true })
  return (
    <Modal opened onClose={onClose} title={words.eraseTitle(c.known_as)} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': common.close }}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          if (same(typed, c.known_as)) void form.submit(run)
        }}
      >
        {form.problem && (
          <p className="error" role="alert">
            {form.problem}
          </p>
        )}
        {words.eraseText.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <TextInput label={words.eraseType(c.known_as)} data-autofocus dir="auto" autoComplete="off" maxLength={1000} value={typed} error={form.of('known_as')} onChange={(e) => setTyped(e.currentTarget.value)} />
        <div className="buttons">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" variant="outline" className="danger" loading={form.busy} disabled={!same(typed, c.known_as)}>
            {words.eraseAct}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

/** Letter case and spaces aside, as the server sees it. */
function same(typed: string, name: string): boolean {
  const fold = (s: string) => s.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
  return fold(typed) === fold(name)
}
