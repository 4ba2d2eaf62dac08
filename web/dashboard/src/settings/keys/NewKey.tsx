import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import { Copy } from '../../parts/Copy'
import { useKey, useSubmit } from '../../parts/form'
import { FormDialog } from '../../parts/FormDialog'
import { apikeys as words } from '../../strings/apikeys'
import type { ApiKeyWithSecret, Scope } from '../types'

/** Creates a key, and shows it this once. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const form = useSubmit(['name', 'scopes'])
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<Scope[]>([])
  const [missing, setMissing] = useState(false)
  const [made, setMade] = useState<ApiKeyWithSecret | null>(null)
  const key = useKey(name, scopes)
  if (made) return <MadeKey made={made} onClose={onClose} />
  const submit = async () => {
    setMissing(scopes.length === 0)
    if (scopes.length === 0) return
    setMade(await call<ApiKeyWithSecret>('POST', '/v1/api-keys', { body: { name: name.trim(), scopes }, key }))
    await client.invalidateQueries({ queryKey: ['api-keys'] })
  }
  return (
    <FormDialog title={words.addTitle} onClose={onClose} form={form} onSubmit={submit} act={words.make}>
      <TextInput label={words.name} description={words.nameHint} required withAsterisk={false} data-autofocus maxLength={100} dir="auto" value={name} onChange={(e) => setName(e.currentTarget.value)} error={form.of('name')} />
      <Checkbox.Group label={words.scopes} value={scopes} onChange={(s) => setScopes(s as Scope[])} error={missing && scopes.length === 0 ? words.noScope : form.of('scopes')}>
        <div className="roles">
          {(Object.keys(words.scopeHints) as Scope[]).map((s) => (
            <Checkbox key={s} value={s} label={words.scopeNames[s]} description={words.scopeHints[s]} />
          ))}
        </div>
      </Checkbox.Group>
    </FormDialog>
  )
}

/** It leaves only when somebody says that they have it. */
function MadeKey({ made, onClose }: { made: ApiKeyWithSecret; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={words.made} withCloseButton={false} closeOnClickOutside={false} closeOnEscape={false}>
      <div className="form">
        <p>{made.key ? words.madeHint : words.lost}</p>
        {made.key && <Copy label={made.name} value={made.key} />}
        {made.key && made.scopes.includes('read') && (
          <div>
            <p className="muted">{words.tryIt}</p>
            <pre className="command" dir="ltr">{`curl -sS ${location.origin}/v1/inboxes \\\n  -H 'Authorization: Bearer ${made.key}'`}</pre>
          </div>
        )}
        <div className="buttons">
          <Button onClick={onClose}>{words.kept}</Button>
        </div>
      </div>
    </Modal>
  )
}
