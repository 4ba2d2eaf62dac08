import { useState } from 'react'
import { call } from '../api/client'
import type { MessageAttachment } from '../api/types'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
import { chat as words } from '../strings/chat'
import { Lightbox } from './Lightbox'

/** A file: shown where a browser can, to be saved otherwise. */
export function AttachmentView({ a }: { a: MessageAttachment }) {
  const [large, setLarge] = useState(false)
  const name = a.name || words.file
  if (!a.id) {
    // Where its sender says it is: not asked for unless somebody wants it.
    const safe = a.url?.startsWith('https://') || a.url?.startsWith('http://')
    return (
      <p className="file" dir="auto">
        {safe ? (
          <a href={a.url} target="_blank" rel="noopener noreferrer nofollow">
            {name}
          </a>
        ) : (
          name
        )}
      </p>
    )
  }
  if (a.state !== 'stored') return <Absent a={a} id={a.id} name={name} />
  const at = `/v1/attachments/${a.id}`
  const type = a.mime ?? ''
  if (type.startsWith('image/')) {
    return (
      <>
        <a
          className="picture"
          href={at}
          onClick={(e) => {
            if (e.metaKey || e.ctrlKey || e.button !== 0) return
            e.preventDefault()
            setLarge(true)
          }}
        >
          <img src={`${at}?inline=true`} alt={name} loading="lazy" />
        </a>
        <Lightbox src={at} name={name} open={large} onClose={() => setLarge(false)} />
      </>
    )
  }
  if (type.startsWith('audio/')) return <audio controls preload="none" src={`${at}?inline=true`} aria-label={name} />
  if (type.startsWith('video/')) return <video controls preload="none" src={`${at}?inline=true`} aria-label={name} />
  return (
    <p className="file">
      <a href={at} download dir="auto">
        {name}
      </a>
      {a.size !== undefined && <span>{sizeOf(a.size)}</span>}
    </p>
  )
}

/** A file that is not here: still on its way, or it could not be fetched and may be tried again. */
function Absent({ a, id, name }: { a: MessageAttachment; id: string; name: string }) {
  const [again, setAgain] = useState(false)
  const failed = a.state === 'failed' && !again
  const retry = async () => {
    setAgain(true)
    try {
      await call('POST', `/v1/attachments/${id}/retry`)
    } catch (err) {
      setAgain(false)
      say(wordsOf(err), { bad: true })
    }
  }
  return (
    <p className="file aside">
      <span dir="auto">
        <bdi>{name}</bdi>, {failed ? (a.problem ?? words.fileFailed) : words.fetching}
      </span>
      {failed && (
        <button type="button" className="link" onClick={() => void retry()}>
          {words.fetchAgain}
        </button>
      )}
    </p>
  )
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** A size for people. */
export function sizeOf(bytes: number): string {
  const at = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  const format = new Intl.NumberFormat(undefined, { style: 'unit', unit: units[at] as string, maximumFractionDigits: 1 })
  return format.format(bytes / 1000 ** at)
}
