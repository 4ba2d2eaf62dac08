import { ColorInput, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Inbox } from '../../api/types'
import { inboxes as words } from '../../strings/inboxes'
import { fieldsOf, type Field, type Values } from './fields'

interface Props {
  channel: Inbox['channel']
  values: Values
  set: (v: Values) => void
  /** What the API refused, by a field's path. */
  error: (path: string) => string | undefined
  /** The parts that are shown; all if not said. */
  parts?: Field['part'][]
  /** What is set already stays if nothing is given. */
  change?: boolean
}

/** The fields of a channel; those that few need are folded away. */
export function Fields({ channel, values, set, error, parts, change }: Props) {
  const [all, setAll] = useState(false)
  const fields = fieldsOf(channel).filter((f) => !parts || parts.includes(f.part))
  const wrong = (f: Field) => error(f.part === 'account' ? 'account' : `${f.part}.${f.name}`)
  const rare = fields.some((f) => f.rare)
  const shown = fields.filter((f) => !f.rare || all || wrong(f))
  return (
    <>
      {shown.map((f) => (
        <One key={f.name} field={f} keep={change === true && f.part === 'credentials'} value={values[f.name] ?? ''} set={(v) => set({ ...values, [f.name]: v })} error={wrong(f)} />
      ))}
      {rare && (
        <button type="button" className="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? words.fewer : words.more}
        </button>
      )}
    </>
  )
}

function One({ field: f, keep, value, set, error }: { field: Field; keep: boolean; value: string; set: (v: string) => void; error: string | undefined }) {
  const same = {
    label: f.label,
    description: [f.hint, keep ? words.keep : ''].filter(Boolean).join(' ') || undefined,
    required: f.required && !keep,
    withAsterisk: false,
    error,
    value,
  }
  if (f.kind === 'choice') return <NativeSelect {...same} data={Object.entries(f.choices).map(([v, label]) => ({ value: v, label }))} onChange={(e) => set(e.currentTarget.value)} />
  if (f.kind === 'colour') return <ColorInput {...same} format="hex" withEyeDropper={false} placeholder="#2557b8" onChange={set} />
  if (f.kind === 'long') return <Textarea {...same} autosize minRows={2} maxLength={4096} dir="auto" onChange={(e) => set(e.currentTarget.value)} />
  if (f.kind === 'secret') return <PasswordInput {...same} autoComplete="off" maxLength={4096} dir="ltr" onChange={(e) => set(e.currentTarget.value)} />
  return <TextInput {...same} type={f.kind === 'number' ? 'number' : 'text'} min={0} step="any" maxLength={4096} dir="auto" onChange={(e) => set(e.currentTarget.value)} />
}
