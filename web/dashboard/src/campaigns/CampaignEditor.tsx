import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type FormEvent } from 'react'
import { ApiError, call } from '../api/client'
import type { Campaign } from '../api/types'
import { useInboxes } from '../inbox/setup'
import { Page } from '../parts/Page'
import { approvedOf, given, parametersIn, slotsOf, valuesOf } from '../parts/template'
import { wordsOf } from '../parts/problem'
import { Empty, Failed, Skeletons } from '../parts/states'
import { say } from '../parts/toasts'
import { useUnsaved } from '../parts/unsaved'
import { campaigns as words } from '../strings/campaigns'
import { common } from '../strings/common'
import { go, useAddress } from '../url'
import { templateID, useCampaign, useTemplates } from './data'
import { Preview } from './Preview'
import { chosenOf, TemplateFields, type Written } from './TemplateFields'

/** A new campaign, one after the pattern of another (?from=), or a draft to change. */
export function CampaignEditor({ id }: { id: string | null }) {
  const from = useAddress().searchParams.get('from')
  const stored = useCampaign(id ?? from)
  const back = id ? `/campaigns/${id}` : '/campaigns'
  const title = id ? words.edit : words.new
  if (id === null && from === null) return <Form title={title} back={back} campaign={null} stored={null} />
  if (stored.data) return <Form key={stored.data.id} title={title} back={back} campaign={stored.data} stored={id ? stored.data : null} />
  return (
    <Page title={title} back={{ href: back, label: words.back }}>
      {stored.isPending && <Skeletons rows={5} className="skeleton-row" />}
      {stored.isError && <Failed title={words.failedOne} error={stored.error} retry={() => void stored.refetch()} />}
    </Page>
  )
}

interface Props {
  title: string
  back: string
  /** What the fields begin with. */
  campaign: Campaign | null
  /** The draft that is changed; null for a new one. */
  stored: Campaign | null
}

function Form({ title, back, campaign, stored }: Props) {
  const client = useQueryClient()
  const inboxes = useInboxes()
  const [name, setName] = useState(campaign?.name ?? '')
  const [labels, setLabels] = useState((campaign?.labels ?? []).join(', '))
  const [inboxID, setInbox] = useState(campaign?.inbox_id ?? '')
  const [transactional, setTransactional] = useState(campaign?.transactional ?? false)
  const inbox = inboxes.get(inboxID)
  const templates = useTemplates(inbox)
  const approved = campaign?.template.approved
  const [typed, setTyped] = useState<Written | null>(null)
  const was = approved?.name ? templates.data?.find((t) => templateID(t) === templateID(approved)) : undefined
  const before: Written = {
    text: campaign?.template.text ?? '',
    template: approved?.name ? templateID(approved) : '',
    values: was && approved ? valuesOf(was, approved) : {},
  }
  const written = typed ?? before
  const [version, setVersion] = useState(stored?.version)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')

  const chosen = chosenOf(written, templates.data)
  const template: Campaign['template'] = inbox?.channel === 'whatsapp' ? (chosen ? { approved: approvedOf(chosen, written.values) } : {}) : { text: written.text }
  const texts = chosen && inbox?.channel === 'whatsapp' ? slotsOf(chosen).map((s) => written.values[s.key] ?? '') : [written.text]
  const complete = inbox?.channel === 'whatsapp' ? chosen !== undefined && slotsOf(chosen).every((s) => given(s, written.values)) : written.text.trim() !== ''
  const now = JSON.stringify([name, labels, inboxID, transactional])
  const [first] = useState(now)
  const [savedAs, setSavedAs] = useState('')
  useUnsaved(savedAs === '' && (typed !== null || now !== first))
  useEffect(() => {
    if (savedAs) go(`/campaigns/${savedAs}`)
  }, [savedAs])

  async function submit(e: FormEvent) {
    e.preventDefault()
    setBusy(true)
    setProblem('')
    const body = { name, template, transactional, labels: labels.split(',').map((l) => l.trim()).filter(Boolean) }
    try {
      const saved = stored
        ? await call<Campaign>('PUT', `/v1/campaigns/${stored.id}`, { body: { ...body, version } })
        : await call<Campaign>('POST', '/v1/campaigns', { body: { ...body, inbox_id: inboxID }, key: crypto.randomUUID() })
      client.removeQueries({ queryKey: ['campaign', saved.id] })
      await client.invalidateQueries({ queryKey: ['campaigns'] })
      say(words.saved)
      setSavedAs(saved.id)
    } catch (err) {
      if (err instanceof ApiError && err.status === 409 && stored && err.problem?.version) {
        setVersion(err.problem.version)
        setProblem(words.stale)
      } else setProblem(wordsOf(err))
    }
    setBusy(false)
  }

  if (inboxes.size === 0) {
    return (
      <Page title={title} back={{ href: back, label: words.back }}>
        <Empty title={words.noInbox[0]} hint={words.noInbox[1]} />
      </Page>
    )
  }
  return (
    <Page title={title} back={{ href: back, label: words.back }}>
      <form className="form campaign-form" onSubmit={(e) => void submit(e)}>
        {problem && (
          <p className="error" role="alert">
            {problem}
          </p>
        )}
        <TextInput label={words.name} description={words.nameHint} required withAsterisk={false} maxLength={200} data-autofocus dir="auto" value={name} onChange={(e) => setName(e.currentTarget.value)} />
        <TextInput label={words.labels} description={words.labelsHint} dir="auto" value={labels} onChange={(e) => setLabels(e.currentTarget.value)} />
        <NativeSelect
          label={words.inbox}
          required
          withAsterisk={false}
          disabled={stored !== null}
          data={[{ value: '', label: words.pickInbox }, ...[...inboxes.values()].map((i) => ({ value: i.id, label: i.name }))]}
          value={inboxID}
          onChange={(e) => setInbox(e.currentTarget.value)}
        />
        <Checkbox label={words.transactional} description={words.transactionalHint} checked={transactional} onChange={(e) => setTransactional(e.currentTarget.checked)} />
        {inbox && <TemplateFields inbox={inbox} written={written} set={setTyped} />}
        {complete && <Preview template={template} listed={chosen} parameters={parametersIn(...texts)} />}
        <div className="buttons">
          <Button variant="default" onClick={() => go(back)}>
            {common.cancel}
          </Button>
          <Button type="submit" loading={busy} disabled={!name.trim() || !complete}>
            {words.save}
          </Button>
        </div>
      </form>
    </Page>
  )
}
