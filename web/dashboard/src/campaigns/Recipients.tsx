import { Button, Modal, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type DragEvent } from 'react'
import type { Campaign, RecipientReport } from '../api/types'
import { uploaded } from '../api/upload'
import { useCommands } from '../frame/commands'
import { wordsOf } from '../parts/problem'
import { download } from '../parts/table/csv'
import { say } from '../parts/toasts'
import { campaigns as words } from '../strings/campaigns'
import { common } from '../strings/common'
import { Report } from './Report'
import { columnsOf, sampleOf } from './sheet'
import { When, type Instant } from './When'

/** Adds recipients by a file: it is checked first, and added once its verdicts have been seen. */
export function Recipients({ c, channel }: { c: Campaign; channel: string }) {
  const [open, setOpen] = useState(false)
  useCommands([{ id: 'add-recipients', keys: 'a', label: words.upload, group: 'act', run: () => setOpen(true) }])
  return (
    <div>
      <Button variant="default" onClick={() => setOpen(true)}>
        {words.upload}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={words.upload} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
        <Upload c={c} channel={channel} onDone={() => setOpen(false)} />
      </Modal>
    </div>
  )
}

function Upload({ c, channel, onDone }: { c: Campaign; channel: string; onDone: () => void }) {
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<Blob | null>(null)
  const [name, setName] = useState('')
  const [pasted, setPasted] = useState('')
  const [over, setOver] = useState(false)
  const [busy, setBusy] = useState<'' | 'check' | 'add'>('')
  const [percent, setPercent] = useState(0)
  const [report, setReport] = useState<RecipientReport | null>(null)
  const [problem, setProblem] = useState('')
  const [when, setWhen] = useState<Instant>({ later: false, at: '' })

  async function hand(blob: Blob, dryRun: boolean) {
    setBusy(dryRun ? 'check' : 'add')
    setProblem('')
    setPercent(0)
    const query = new URLSearchParams({ dry_run: String(dryRun), ...(when.later ? { send_at: new Date(when.at).toISOString() } : {}) })
    try {
      const came = await uploaded<RecipientReport>(`/v1/campaigns/${c.id}/recipients?${query}`, blob, 'text/csv', setPercent)
      if (dryRun) setReport(came)
      else {
        say(words.added(came.accepted))
        await client.invalidateQueries({ queryKey: ['campaign', c.id] })
        await client.invalidateQueries({ queryKey: ['campaign-messages', c.id] })
        onDone()
      }
    } catch (err) {
      setProblem(wordsOf(err))
    }
    setBusy('')
  }
  function take(blob: Blob, called: string) {
    setFile(blob)
    setName(called)
    setReport(null)
    void hand(blob, true)
  }
  function dropped(e: DragEvent) {
    e.preventDefault()
    setOver(false)
    const first = e.dataTransfer.files[0]
    if (first) take(first, first.name)
  }
  const dated = !when.later || when.at !== ''

  return (
    <div className="form">
      {problem && (
        <p className="error" role="alert">
          {problem}
        </p>
      )}
      {!file && (
        <>
          <button type="button" className={over ? 'drop over' : 'drop'} onClick={() => input.current?.click()} onDragOver={(e) => (e.preventDefault(), setOver(true))} onDragLeave={() => setOver(false)} onDrop={dropped}>
            {words.drop}
          </button>
          <input ref={input} type="file" accept=".csv,text/csv,text/plain" hidden onChange={(e) => e.currentTarget.files?.[0] && take(e.currentTarget.files[0], e.currentTarget.files[0].name)} />
          <p className="muted">
            {words.columnsAre([channel === 'whatsapp' ? words.to.whatsapp : words.to.other, ...columnsOf(c).slice(1), 'send_at'])}{' '}
            <button type="button" className="link" onClick={() => download('recipients.csv', sampleOf(c, channel))}>
              {words.sampleFile}
            </button>
          </p>
          <Textarea label={words.paste} description={words.pasteHint} autosize minRows={3} maxRows={8} dir="auto" value={pasted} onChange={(e) => setPasted(e.currentTarget.value)} />
          <div className="buttons">
            <Button disabled={!pasted.trim()} onClick={() => take(new Blob([pasted]), words.pasted)}>
              {words.check}
            </Button>
          </div>
        </>
      )}
      {file && (
        <>
          <p dir="auto">
            {name}{' '}
            <button type="button" className="link" onClick={() => setFile(null)}>
              {words.otherFile}
            </button>
          </p>
          {busy !== '' && (
            <p className="muted" role="status">
              {busy === 'check' ? words.checking : words.adding} {percent > 0 && percent < 100 ? `${percent} %` : ''}
            </p>
          )}
          {report && <Report report={report} />}
          {report && report.accepted > 0 && <When value={when} set={setWhen} />}
          {report && (
            <div className="buttons">
              <Button variant="default" onClick={onDone}>
                {common.cancel}
              </Button>
              <Button loading={busy === 'add'} disabled={report.accepted === 0 || !dated} onClick={() => void hand(file, false)}>
                {report.accepted === 0 ? words.nothingToAdd : words.add(words.people(report.accepted))}
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  )
}
