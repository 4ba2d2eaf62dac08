import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Campaign, ListedTemplate } from '../api/types'
import { looksOf } from '../parts/template'
import { campaigns as words } from '../strings/campaigns'

interface Props {
  template: Campaign['template']
  listed: ListedTemplate | undefined
  parameters: string[]
}

/** The message as it will arrive, with values to see it with. */
export function Preview({ template, listed, parameters }: Props) {
  const [values, set] = useState<Record<string, string>>({})
  const looks = looksOf(template, listed, values)
  return (
    <section className="panel campaign-preview" aria-label={words.preview}>
      <h2>{words.preview}</h2>
      <div className="bubble-like" dir="auto">
        {looks.picture && <img className="header-picture" src={looks.picture} alt={template.approved?.header_file?.name ?? ''} />}
        {looks.header && <strong>{looks.header}</strong>}
        <p className="answer">{looks.body}</p>
        {looks.footer && <p className="muted">{looks.footer}</p>}
        {looks.buttons.map((text, i) => (
          <span key={i} className="button-like">
            {text}
          </span>
        ))}
      </div>
      {parameters.length > 0 && <p className="muted">{words.previewHint}</p>}
      <div className="campaign-samples">
        {parameters.map((name) => (
          <TextInput key={name} size="xs" aria-label={words.sample(name)} placeholder={name} dir="auto" value={values[name] ?? ''} onChange={(e) => set({ ...values, [name]: e.currentTarget.value })} />
        ))}
      </div>
    </section>
  )
}
