import { Button, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { useSubmit } from '../../parts/form'
import { quick as words } from '../../strings/quick'
import type { Calendar, QuickContent } from './types'
import { WhenFields } from './WhenFields'

interface Props {
  content: QuickContent
  set: (change: Partial<QuickContent>) => void
  reads: boolean
  calendars: Calendar[]
  form: ReturnType<typeof useSubmit>
  save: () => void
  /** What the button that saves says; nothing where there is nothing to save. */
  saves: string
  idle?: boolean
  children?: ReactNode
}

/** The fields of a quick reply. */
export function QuickForm({ content: c, set, reads, calendars, form, save, saves, idle, children }: Props) {
  return (
    <form
      className="form"
      onSubmit={(e) => {
        e.preventDefault()
        save()
      }}
    >
      {form.problem && (
        <p className="error" role="alert">
          {form.problem}
        </p>
      )}
      <TextInput label={words.name} description={words.nameHint} maxLength={100} readOnly={reads} dir="auto" value={c.name} error={form.of('name')} onChange={(e) => set({ name: e.currentTarget.value })} />
      <Textarea label={words.text} description={words.textHint} autosize minRows={3} maxRows={10} readOnly={reads} dir="auto" value={c.text} error={form.of('text')} onChange={(e) => set({ text: e.currentTarget.value })} />
      <WhenFields when={c.when} reads={reads} calendars={calendars} wrong={form.of} onChange={(when) => set({ when })} />
      <div className="buttons">
        {children}
        {saves && (
          <Button type="submit" loading={form.busy} disabled={idle ?? false}>
            {saves}
          </Button>
        )}
      </div>
    </form>
  )
}
