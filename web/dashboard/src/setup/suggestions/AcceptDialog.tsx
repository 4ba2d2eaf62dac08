import { Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import type { Faq } from '../../api/types'
import { faqsAt } from '../../faqs/address'
import { faqsChanged } from '../../faqs/queries'
import { FormDialog } from '../../parts/FormDialog'
import { useKey, useSubmit } from '../../parts/form'
import { say } from '../../parts/toasts'
import { suggestions as words } from '../../strings/suggestions'
import { go } from '../../url'
import { suggestionsChanged, type Suggestion } from './queries'

/** Makes a draft of a suggestion, with what was edited in it first. */
export function AcceptDialog({ suggestion: s, onClose }: { suggestion: Suggestion; onClose: () => void }) {
  const client = useQueryClient()
  const [question, setQuestion] = useState(s.question)
  const [related, setRelated] = useState(s.related_questions.join('\n'))
  const [answer, setAnswer] = useState(s.answer ?? '')
  const body = { question: question.trim(), related_questions: related.split('\n').map((line) => line.trim()).filter(Boolean), answer: answer.trim() || null }
  const key = useKey(body)
  const form = useSubmit(['question', 'related_questions', 'answer'])
  const accept = async () => {
    const draft = await call<Faq>('POST', `/v1/faqs/suggestions/${s.id}/accept`, { body, key })
    say(words.made)
    onClose()
    go(`${faqsAt}/${draft.id}`)
    await Promise.all([suggestionsChanged(client), faqsChanged(client)])
  }
  return (
    <FormDialog title={words.dialog} onClose={onClose} form={form} onSubmit={accept} act={words.accept}>
      <TextInput label={words.question} dir="auto" data-autofocus value={question} error={form.of('question')} onChange={(e) => setQuestion(e.currentTarget.value)} />
      <Textarea label={words.related} description={words.relatedHint} autosize minRows={3} maxRows={10} dir="auto" value={related} error={form.of('related_questions')} onChange={(e) => setRelated(e.currentTarget.value)} />
      <Textarea label={words.answer} description={s.answer ? words.answerHint : words.answerNone} autosize minRows={3} maxRows={10} dir="auto" value={answer} error={form.of('answer')} onChange={(e) => setAnswer(e.currentTarget.value)} />
    </FormDialog>
  )
}
