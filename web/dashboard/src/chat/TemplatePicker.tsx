import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client'
import type { Conversation, ListedTemplate, Page } from '../api/types'
import { approvedOf, plain, slotsOf, withValues } from '../parts/template'
import { chat as words } from '../strings/chat'
import { send } from './outbox'

/** Outside the window: an approved template, and its values. */
export function TemplatePicker({ c }: { c: Conversation }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [values, setValues] = useState<Record<string, string>>({})
  const { data, isError } = useQuery({
    queryKey: ['templates', c.inbox_id],
    enabled: c.may_send.templates,
    staleTime: 60_000,
    queryFn: ({ signal }) => call<Page<ListedTemplate>>('GET', `/v1/inboxes/${c.inbox_id}/templates`, { signal }),
  })
  if (!c.may_send.templates) return null
  const usable = (data?.items ?? []).filter(plain)
  if (isError || (data && usable.length === 0)) return <p className="muted">{words.noTemplates}</p>
  const idOf = (t: ListedTemplate) => `${t.name}/${t.language}`
  const t = usable.find((x) => idOf(x) === name)
  const parameters = t ? slotsOf(t).map((s) => s.name) : []
  const complete = t && parameters.every((p) => values[p]?.trim())
  return (
    <div className="template">
      <p>{words.onlyTemplate}</p>
      <NativeSelect
        aria-label={words.template}
        data={[{ value: '', label: words.pickTemplate }, ...usable.map((x) => ({ value: idOf(x), label: `${x.name} (${x.language})` }))]}
        value={name}
        onChange={(e) => {
          setName(e.currentTarget.value)
          setValues({})
        }}
      />
      {parameters.map((p) => (
        <TextInput key={p} label={words.value(p)} value={values[p] ?? ''} onChange={(e) => setValues({ ...values, [p]: e.currentTarget.value })} />
      ))}
      {t && (
        <p dir="auto" className="preview">
          {withValues(t.body ?? '', values)}
        </p>
      )}
      <Button
        size="compact-sm"
        disabled={!complete}
        onClick={() => {
          if (!t) return
          const { body = [] } = approvedOf(t, Object.fromEntries(slotsOf(t).map((s) => [s.key, values[s.name] ?? ''])))
          send(client, { conversation: c.id, text: withValues(t.body ?? '', values), files: [], note: false, template: { name: t.name, language: t.language, body } })
          setName('')
        }}
      >
        {words.sendTemplate}
      </Button>
    </div>
  )
}
