import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type FormEvent } from 'react'
import { call } from '../api/client'
import type { Faq } from '../api/types'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
import { common } from '../strings/common'
import { faqs as words } from '../strings/faqs'

const types: Faq['type'][] = ['greeting', 'general', 'closing', 'filler']

interface Props {
  /** null for a new one. */
  faq: Faq | null
  edits: boolean
  onDone: () => void
  /** Told whether something is written that is not saved. */
  onUnsaved?: (unsaved: boolean) => void
}

/** An FAQ to read, and to edit for those who may. */
export function FaqForm({ faq, edits, onDone, onUnsaved }: Props) {
  const client = useQueryClient()
  const [type, setType] = useState<Faq['type']>(faq?.type ?? 'general')
  const [question, setQuestion] = useState(faq?.question ?? '')
  const [related, setRelated] = useState((faq?.related_questions ?? []).join('\n'))
  const [answer, setAnswer] = useState(faq?.answer ?? '')
  const [labels, setLabels] = useState((faq?.labels ?? []).join(', '))
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')

  const written = JSON.stringify([type, question, related, answer, labels])
  const [saved] = useState(written)
  const unsaved = written !== saved
  useEffect(() => onUnsaved?.(unsaved), [unsaved])

  async function submit(e: FormEvent) {
    e.preventDefault()
    setBusy(true)
    setProblem('')
    const body = {
      type, question, answer,
      related_questions: related.split('\n').map((q) => q.trim()).filter(Boolean),
      labels: labels.split(',').map((l) => l.trim()).filter(Boolean),
    }
    try {
      if (faq) await call('PUT', `/v1/faqs/${faq.id}`, { body: { ...body, version: faq.version } })
      else await call('POST', '/v1/faqs', { body, key: crypto.randomUUID() })
      say(words.saved)
      await client.invalidateQueries({ queryKey: ['faqs'] })
      await client.invalidateQueries({ queryKey: ['faq'] })
      onDone()
    } catch (err) {
      setProblem(wordsOf(err)) // what was written stays
    }
    setBusy(false)
  }

  return (
    <form className="form" onSubmit={(e) => void submit(e)}>
      {problem && (
        <p className="error" role="alert">
          {problem}
        </p>
      )}
      <TextInput label={words.question} required withAsterisk={false} readOnly={!edits} data-autofocus dir="auto" value={question} onChange={(e) => setQuestion(e.currentTarget.value)} />
      <Textarea label={words.related} description={words.relatedHint} autosize minRows={2} maxRows={8} readOnly={!edits} dir="auto" value={related} onChange={(e) => setRelated(e.currentTarget.value)} />
      <Textarea label={words.answer} autosize minRows={3} maxRows={12} required withAsterisk={false} readOnly={!edits} dir="auto" value={answer} onChange={(e) => setAnswer(e.currentTarget.value)} />
      <NativeSelect label={words.type} disabled={!edits} data={types.map((value) => ({ value, label: words.types[value] ?? value }))} value={type} onChange={(e) => setType(e.currentTarget.value as Faq['type'])} />
      <TextInput label={words.labels} description={words.labelsHint} readOnly={!edits} dir="auto" value={labels} onChange={(e) => setLabels(e.currentTarget.value)} />
      <div className="buttons">
        <Button variant="default" onClick={onDone}>
          {edits ? common.cancel : common.close}
        </Button>
        {edits && (
          <Button type="submit" loading={busy}>
            {words.save}
          </Button>
        )}
      </div>
    </form>
  )
}
