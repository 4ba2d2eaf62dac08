import type { MessageAttachment } from '../api/types'
import { chat as words } from '../strings/chat'

/** A file: shown where a browser can, to be saved otherwise. */
export function AttachmentView({ a }: { a: MessageAttachment }) {
  const name = a.name || words.file
  if (!a.id) {
    // Where its sender says it is: not asked for unless somebody wants it.
    const safe = a.url?.startsWith('https://') || a.url?.startsWith('http://')
    return <p className="file">{safe ? <a href={a.url} target="_blank" rel="noopener noreferrer nofollow">{name}</a> : name}</p>
  }
  if (a.state !== 'stored') {
    return (
      <p className="file aside">
        {name}, {a.state === 'failed' ? (a.problem ?? words.fileFailed) : words.fetching}
      </p>
    )
  }
  const at = `/v1/attachments/${a.id}`
  const type = a.mime ?? ''
  if (type.startsWith('image/')) {
    return (
      <a className="picture" href={at}>
        <img src={`${at}?inline=true`} alt={name} loading="lazy" />
      </a>
    )
  }
  if (type.startsWith('audio/')) return <audio controls preload="none" src={`${at}?inline=true`} aria-label={name} />
  if (type.startsWith('video/')) return <video controls preload="none" src={`${at}?inline=true`} aria-label={name} />
  return (
    <p className="file">
      <a href={at} download>
        {name}
      </a>
      {a.size !== undefined && <span>{sizeOf(a.size)}</span>}
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
