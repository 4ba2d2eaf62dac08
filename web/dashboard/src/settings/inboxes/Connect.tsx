import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import type { Inbox } from '../../api/types'
import { Copy } from '../../parts/Copy'
import { wordsOf } from '../../parts/problem'
import { say } from '../../parts/toasts'
import { inboxes as words } from '../../strings/inboxes'
import { Arrival } from './Arrival'
import { inboxChanged, useInbox, type InboxCheck, type InboxWithSecret } from './data'

/** How the provider or the site finds an inbox, and a first message through it. */
export function Connect({ id, made }: { id: string; made?: InboxWithSecret }) {
  const inbox = useInbox(id, true).data
  if (!inbox) return null
  return (
    <>
      {made && <Made made={made} />}
      {inbox.channel === 'widget' && <Copy label={words.snippet} value={`<script src="${location.origin}/widget.js" data-inbox="${id}" async></script>`} />}
      {inbox.webhook_url && (
        <section>
          <Copy label={words.webhook} value={inbox.webhook_url} />
          <p className="muted">{words.webhookHint[inbox.channel]}</p>
        </section>
      )}
      <Checks inbox={inbox} />
      <Arrival inbox={inbox} />
    </>
  )
}

/** What was made for the inbox and is shown this once. */
function Made({ made }: { made: InboxWithSecret }) {
  const secrets = [...(made.secret ? [['signing', made.secret]] : []), ...Object.entries(made.made ?? {})] as [string, string][]
  if (secrets.length === 0) return made.channel === 'webhook' ? <p className="error">{words.lost}</p> : null
  return (
    <section className="panel form">
      <h2>{words.madeTitle}</h2>
      <p className="muted">{words.madeHint}</p>
      {secrets.map(([name, value]) => (
        <Copy key={name} label={name === 'signing' ? words.signing : (words.madeNames[name] ?? name)} value={value} />
      ))}
    </section>
  )
}

/** What can be asked of the provider, and what it said. */
function Checks({ inbox }: { inbox: Inbox }) {
  const client = useQueryClient()
  const [busy, setBusy] = useState('')
  const [found, setFound] = useState<{ act: string; check: InboxCheck } | null>(null)
  async function ask(act: 'check' | 'register' | 'test') {
    setBusy(act)
    setFound(null)
    try {
      setFound({ act, check: await call<InboxCheck>('POST', `/v1/inboxes/${inbox.id}/${act}`) })
      await inboxChanged(client, inbox.id)
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    setBusy('')
  }
  const provider = inbox.channel !== 'webhook' && inbox.channel !== 'widget'
  const delivers = inbox.channel === 'webhook' && inbox.config.delivery_url
  if (!provider && !delivers) return null
  const said = found && (found.act === 'test' ? words.tryOutDone : found.act === 'register' ? words.registered : words.checked)
  const failed = found && (found.act === 'test' ? words.tryOutFailed(found.check.problem) : words.checkFailed(found.check.problem))
  return (
    <section className="form">
      <div className="page-actions">
        {provider && (
          <Button variant="default" loading={busy === 'check'} disabled={busy !== ''} onClick={() => void ask('check')}>
            {words.check}
          </Button>
        )}
        {provider && (
          <Button variant="default" loading={busy === 'register'} disabled={busy !== ''} onClick={() => void ask('register')}>
            {words.register}
          </Button>
        )}
        {delivers && (
          <Button variant="default" loading={busy === 'test'} disabled={busy !== ''} onClick={() => void ask('test')}>
            {words.tryOut}
          </Button>
        )}
      </div>
      {found && (
        <div role="status">
          <p className={found.check.ok ? '' : 'error'}>{found.check.ok ? said : failed}</p>
          <dl className="facts">
            {Object.entries({ ...(found.check.name ? { name: found.check.name } : {}), ...found.check.detail }).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd dir="auto">{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </section>
  )
}
