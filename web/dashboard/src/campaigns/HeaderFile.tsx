import { Button, FileButton, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { StoredAttachment } from '../api/types'
import { uploaded } from '../api/upload'
import { wordsOf } from '../parts/problem'
import type { Slot } from '../parts/template'
import { campaigns as words } from '../strings/campaigns'

interface Props {
  slot: Slot
  values: Record<string, string>
  set: (values: Record<string, string>) => void
}

const accepted: Record<string, string> = { image: 'image/jpeg,image/png', video: 'video/mp4,video/3gpp', document: '*/*' }

/** The file of a header: one that is uploaded, the same for everybody, or the address of each person's own. */
export function HeaderFile({ slot, values, set }: Props) {
  const [percent, setPercent] = useState<number | null>(null)
  const [problem, setProblem] = useState('')
  const name = values['file name'] ?? ''
  async function take(file: File | null) {
    if (!file) return
    setProblem('')
    setPercent(0)
    try {
      const stored = await uploaded<StoredAttachment>(`/v1/attachments?name=${encodeURIComponent(file.name)}`, file, 'application/octet-stream', setPercent, { key: crypto.randomUUID() })
      if (stored.kind !== slot.name && slot.name !== 'document') setProblem(words.otherKind(words.file[slot.name] ?? words.header))
      else set({ ...values, file: '', 'file id': stored.id, 'file name': stored.name })
    } catch (err) {
      setProblem(wordsOf(err))
    }
    setPercent(null)
  }
  const without = Object.fromEntries(Object.entries(values).filter(([k]) => k !== 'file id' && k !== 'file name'))
  return (
    <div className="header-file">
      {values['file id'] ? (
        <p className="uploads">
          {slot.name === 'image' && <img src={`/v1/attachments/${values['file id']}?inline=true`} alt="" />}
          <span dir="auto">{name}</span>
          <button type="button" className="link" onClick={() => set(without)}>
            {words.removeFile}
          </button>
        </p>
      ) : (
        <TextInput
          label={words.valueOf(words.file[slot.name] ?? words.header)}
          description={words.fileHint}
          maxLength={2000}
          dir="auto"
          value={values[slot.key] ?? ''}
          onChange={(e) => set({ ...values, [slot.key]: e.currentTarget.value })}
          error={problem || undefined}
        />
      )}
      {percent !== null && <progress max={100} value={percent} aria-label={words.uploadingFile(percent)} />}
      <FileButton accept={accepted[slot.name] ?? '*/*'} onChange={(file) => void take(file)}>
        {(props) => (
          <Button {...props} variant="default" loading={percent !== null}>
            {values['file id'] ? words.replaceFile : words.uploadFile}
          </Button>
        )}
      </FileButton>
    </div>
  )
}
