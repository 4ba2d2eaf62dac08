import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useCommands } from '../frame/commands'
import { Page } from '../parts/Page'
import { Empty, Failed, Skeletons } from '../parts/states'
import { may, useUser } from '../session'
import { contacts as words } from '../strings/contacts'
import { About } from './About'
import { setOptOut } from './acts'
import { EraseDialog } from './EraseDialog'
import { useContact } from './queries'
import { RenameDialog } from './RenameDialog'
import { Threads } from './Threads'
import { Tickets } from './Tickets'
import type { Contact } from './types'

const back = { href: '/contacts', label: words.back }

/** One person: who they are, what was said, and what can be done. */
export function ContactPage({ id }: { id: string }) {
  const { data, isPending, error, refetch } = useContact(id)
  if (data) return <Shown c={data} />
  return (
    <Page title={words.title} back={back}>
      {isPending && <Skeletons rows={6} className="data-skeleton" />}
      {error && <Failed title={words.failed} error={error} retry={() => void refetch()} />}
      {data === null && <Empty title={words.gone[0]} hint={words.gone[1]} />}
    </Page>
  )
}

function Shown({ c }: { c: Contact }) {
  const user = useUser()
  const client = useQueryClient()
  const [asked, ask] = useState<'rename' | 'erase' | null>(null)
  const renames = may(user, 'conversations:annotate')
  const consents = may(user, 'contacts:consent')
  const manages = may(user, 'contacts:manage')
  const optOut = () => void setOptOut(client, c.id, !c.opted_out_at)
  useCommands([
    { id: 'contact-rename', keys: 'm', label: words.renameTitle, group: 'act', run: () => ask('rename'), off: !renames },
    { id: 'contact-consent', keys: 'o', label: c.opted_out_at ? words.optIn : words.optOut, group: 'act', run: optOut, off: !consents },
    { id: 'contact-export', label: words.exportHint, group: 'act', run: () => location.assign(exported(c)), off: !manages },
    { id: 'contact-erase', label: words.eraseTitle(c.known_as), group: 'act', run: () => ask('erase'), off: !manages },
  ])
  const actions = (
    <>
      {renames && <Button variant="default" onClick={() => ask('rename')}>{words.rename}</Button>}
      {consents && <Button variant="default" onClick={optOut}>{c.opted_out_at ? words.optIn : words.optOut}</Button>}
      {manages && (
        <>
          <Button variant="default" component="a" href={exported(c)} download title={words.exportHint}>{words.export}</Button>
          <Button variant="outline" className="danger" onClick={() => ask('erase')}>{words.erase}</Button>
        </>
      )}
    </>
  )
  return (
    <Page title={c.known_as} said back={back} actions={actions}>
      <div className="contact">
        <About c={c} />
        <div className="contact-history">
          <Threads threads={c.conversations} />
          <Tickets tickets={c.tickets} count={c.ticket_count} />
        </div>
      </div>
      {asked === 'rename' && <RenameDialog c={c} onClose={() => ask(null)} />}
      {asked === 'erase' && <EraseDialog c={c} onClose={() => ask(null)} />}
    </Page>
  )
}

const exported = (c: Contact) => `/v1/contacts/${c.id}/export`
