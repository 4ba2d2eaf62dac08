import { Button, NativeSelect, TagsInput, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { faqs as words } from '../strings/faqs'
import { RelatedQuestions } from './RelatedQuestions'
import { faqTypes, type FaqContent, type FieldError } from './types'

interface Props {
  content: FaqContent
  set: (change: Partial<FaqContent>) => void
  /** It is only read. */
  reads: boolean
  problem: string
  errors: FieldError[]
  busy: boolean
  save: () => void
  /** What the button that saves says; nothing where there is nothing to save. */
  saves: string
  /** Nothing has changed since it was saved. */
  idle?: boolean
  /** Buttons before it. */
  children?: ReactNode
}

/** The fields of an FAQ. */
export function FaqForm({ content: c, set, reads, problem, errors, busy, save, saves, idle, children }: Props) {
  const wrong = (field: string) => errors.find((e) => e.field === field)?.reason
  const hint = (text: string) => (reads ? undefined : text)
  return (
    <form
      className="form faq-form"
      onSubmit={(e) => {
        e.preventDefault()
        save()
      }}
    >
      {problem && (
        <p className="error" role="alert">
          {problem}
        </p>
      )}
      <TextInput label={words.question} required withAsterisk={false} readOnly={reads} dir="auto" value={c.question} error={wrong('question')} onChange={(e) => set({ question: e.currentTarget.value })} />
      <RelatedQuestions questions={c.related_questions} reads={reads} onChange={(related_questions) => set({ related_questions })} problem={(i) => wrong(`related_questions[${i}]`)} />
      <Textarea label={words.answer} description={hint(words.answerHint)} autosize minRows={3} maxRows={14} readOnly={reads} dir="auto" value={c.answer} error={wrong('answer')} onChange={(e) => set({ answer: e.currentTarget.value })} />
      {reads ? (
        <TextInput label={words.type} description={words.typeHint[c.type]} readOnly value={words.types[c.type] ?? c.type} />
      ) : (
        <NativeSelect label={words.type} description={words.typeHint[c.type]} data={faqTypes.map((value) => ({ value, label: words.types[value] ?? value }))} value={c.type} onChange={(e) => set({ type: e.currentTarget.value as FaqContent['type'] })} />
      )}
      <TagsInput label={words.labels} description={hint(words.labelsHint)} readOnly={reads} dir="auto" maxTags={20} splitChars={[',']} acceptValueOnBlur value={c.labels} error={errors.find((e) => e.field.startsWith('labels'))?.reason} onChange={(labels) => set({ labels })} />
      <div className="buttons">
        {children}
        {saves && (
          <Button type="submit" loading={busy} disabled={idle ?? false}>
            {saves}
          </Button>
        )}
      </div>
    </form>
  )
}
