import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Inbox, ListedTemplate } from '../api/types'
import { wordsOf } from '../parts/problem'
import { Failed } from '../parts/states'
import { say } from '../parts/toasts'
import { campaigns as words } from '../strings/campaigns'
import { HeaderFile } from './HeaderFile'
import { refreshTemplates, templateID, useTemplates } from './data'
import { slotsOf, usable, type Slot } from '../parts/template'

/** What is written so far: a text, or an approved template and what goes into its places. */
export interface Written {
  text: string
  template: string
  values: Record<string, string>
}

interface Props {
  inbox: Inbox
  written: Written
  set: (w: Written) => void
}

/** The message of a campaign: a text, or on WhatsApp an approved template. */
export function TemplateFields({ inbox, written, set }: Props) {
  if (inbox.channel !== 'whatsapp') {
    return (
      <Textarea label={words.text} description={words.textHint} required withAsterisk={false} autosize minRows={4} maxRows={14} maxLength={4096} dir="auto" value={written.text} onChange={(e) => set({ ...written, text: e.currentTarget.value })} />
    )
  }
  return <Approved inbox={inbox} written={written} set={set} />
}

function Approved({ inbox, written, set }: Props) {
  const client = useQueryClient()
  const templates = useTemplates(inbox)
  const [busy, setBusy] = useState(false)
  async function refresh() {
    setBusy(true)
    try {
      client.setQueryData(['templates', inbox.id], (await refreshTemplates(inbox.id)).items)
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    setBusy(false)
  }
  if (templates.isError) return <Failed title={words.templatesFailed} error={templates.error} retry={() => void templates.refetch()} />
  const all = (templates.data ?? []).filter(usable)
  const chosen = all.find((t) => templateID(t) === written.template)
  return (
    <>
      <div className="ask">
        <NativeSelect
          label={words.template}
          data={[{ value: '', label: words.pickTemplate }, ...all.map((t) => ({ value: templateID(t), label: `${t.name} (${t.language})` }))]}
          value={chosen ? written.template : ''}
          onChange={(e) => set({ ...written, template: e.currentTarget.value, values: {} })}
        />
        <Button variant="default" loading={busy} onClick={() => void refresh()}>
          {words.refresh}
        </Button>
      </div>
      {templates.data && all.length === 0 && <p className="muted">{words.noTemplates}</p>}
      {chosen && slotsOf(chosen).map((slot) => slot.part === 'file' ? (
        <HeaderFile key={slot.key} slot={slot} values={written.values} set={(values) => set({ ...written, values })} />
      ) : (
        <TextInput
          key={slot.key}
          label={words.valueOf(placeOf(slot))}
          description={words.valueHint}
          required
          withAsterisk={false}
          maxLength={1024}
          dir="auto"
          value={written.values[slot.key] ?? ''}
          onChange={(e) => set({ ...written, values: { ...written.values, [slot.key]: e.currentTarget.value } })}
        />
      ))}
    </>
  )
}

function placeOf(slot: Slot): string {
  if (slot.part === 'header') return words.header
  return slot.part === 'button' ? words.buttonOf(slot.name) : words.placeOf(slot.name)
}

/** Finds the listed template that is chosen. */
export function chosenOf(written: Written, templates: ListedTemplate[] | undefined): ListedTemplate | undefined {
  return templates?.find((t) => templateID(t) === written.template)
}
