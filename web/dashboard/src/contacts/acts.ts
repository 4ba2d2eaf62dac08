import type { QueryClient } from '@tanstack/react-query'
import { call } from '../api/client'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
import { common } from '../strings/common'
import { contacts as words } from '../strings/contacts'
import type { Contact, Erasure } from './types'

/** Says whether somebody wants messages of campaigns; can be undone. */
export async function setOptOut(client: QueryClient, id: string, out: boolean) {
  try {
    await call('PUT', `/v1/contacts/${id}/opt-out`, { body: { opted_out: out } })
  } catch (err) {
    say(wordsOf(err), { bad: true })
    return
  }
  refresh(client, id)
  say(out ? words.saidOut : words.saidIn, { undo: { label: common.undo, act: () => void setOptOut(client, id, !out) } })
}

/** Names somebody; '' leaves it to the channel. */
export async function rename(client: QueryClient, id: string, name: string) {
  client.setQueryData(['contact', id], await call<Contact>('PUT', `/v1/contacts/${id}`, { body: { name } }))
  refresh(client, id)
  say(words.renamed)
}

/** Begins to erase somebody who is called so. */
export async function erase(client: QueryClient, id: string, knownAs: string): Promise<Erasure> {
  const erasure = await call<Erasure>('POST', `/v1/contacts/${id}/erase`, { body: { known_as: knownAs } })
  client.setQueryData(['erasure', erasure.id], erasure)
  client.removeQueries({ queryKey: ['contact', id] })
  void client.invalidateQueries({ queryKey: ['contacts'] })
  void client.invalidateQueries({ queryKey: ['conversations'] })
  return erasure
}

function refresh(client: QueryClient, id: string) {
  void client.invalidateQueries({ queryKey: ['contact', id] })
  void client.invalidateQueries({ queryKey: ['contacts'] })
}
