import { useMutation } from '@tanstack/react-query'
import { useRef, useState, type DragEvent } from 'react'
import { call } from '../../api/client'
import { Icon } from '../../parts/icons'
import { wordsOf } from '../../parts/problem'
import { imports as words } from '../../strings/imports'
import { go } from '../../url'
import { importsAt } from '../address'
import type { ImportAccepted, ImportReport } from '../types'

/** What the server takes, in bytes. */
const largest = 10 << 20

/** Takes a file by drag and drop or by choosing, and has it checked; nothing changes by that. */
export function UploadFile() {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [refused, refuse] = useState('')
  const upload = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData()
      form.append('file', file)
      return call<ImportReport | ImportAccepted>('POST', '/v1/faqs/import?dry_run=true', { form, atOnce: true })
    },
    onSuccess: (made) => go(`${importsAt}/${made.import_id}`),
  })
  const take = (files: FileList | null) => {
    const file = files?.[0]
    if (!file || upload.isPending) return
    if (files.length > 1) return refuse(words.severalFiles)
    if (file.size > largest) return refuse(words.tooLarge)
    refuse('')
    upload.mutate(file)
  }
  const dragged = (e: DragEvent) => {
    e.preventDefault()
    setOver(e.type !== 'dragleave' || e.currentTarget.contains(e.relatedTarget as Node | null))
  }
  const problem = refused || (upload.isError ? wordsOf(upload.error) : '')
  return (
    <section className="upload" aria-label={words.title}>
      <label
        className="drop"
        data-over={over || undefined}
        onDragEnter={dragged}
        onDragOver={dragged}
        onDragLeave={dragged}
        onDrop={(e) => {
          e.preventDefault()
          setOver(false)
          take(e.dataTransfer.files)
        }}
      >
        <Icon name="upload" />
        <strong>{upload.isPending ? words.uploading(upload.variables.name) : over ? words.dropNow : words.drop}</strong>
        <span className="muted">{words.dropHint}</span>
        <input
          ref={input}
          className="sr"
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
          disabled={upload.isPending}
          onChange={(e) => {
            take(e.currentTarget.files)
            e.currentTarget.value = '' // the same file can be chosen again once it is mended
          }}
        />
      </label>
      {problem && (
        <p className="error" role="alert">
          {problem}
        </p>
      )}
      <p className="muted">{words.columns}</p>
      <p className="muted">{words.limits}</p>
      <p className="upload-links">
        <a className="link" href="/v1/faqs/sample.csv" download>
          {words.sample}
        </a>
        <a className="link" href="/v1/faqs/export.csv" download>
          {words.export}
        </a>
      </p>
    </section>
  )
}
