import { useEffect, useRef, useState } from 'react'
import type { StoredAttachment } from '../api/types'
import { uploaded } from '../api/upload'
import { wordsOf } from '../parts/problem'
import { chat as words } from '../strings/chat'

interface Upload {
  key: string
  name: string
  percent: number
  /** A picture as it stands on this machine. */
  preview: string | null
  /** Its id once it is stored. */
  id: string | null
  /** Why it could not be stored, '' while that is not so. */
  failed: string
  stop: () => void
  again: () => void
}

/** Files on their way to a message. */
export function useUploads() {
  const [all, set] = useState<Upload[]>([])
  const change = (key: string, to: Partial<Upload>) => set((now) => now.map((u) => (u.key === key ? { ...u, ...to } : u)))
  const alive = useRef(true)
  const previews = useRef<string[]>([])
  useEffect(() => {
    alive.current = true
    return () => {
      alive.current = false
      previews.current.forEach((p) => URL.revokeObjectURL(p))
    }
  }, [])
  const begin = (key: string, file: File) => put(file, key, (to) => alive.current && change(key, to))
  return {
    all,
    busy: all.some((u) => !u.id && !u.failed),
    failed: all.some((u) => u.failed),
    done: all.flatMap((u) => (u.id ? [{ id: u.id, name: u.name }] : [])),
    add(files: File[]) {
      for (const file of files) {
        const key = crypto.randomUUID()
        const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null
        if (preview) previews.current.push(preview)
        const request = begin(key, file)
        const again = () => {
          const next = begin(key, file)
          change(key, { failed: '', percent: 0, stop: () => next.abort() })
        }
        set((now) => [...now, { key, name: file.name, percent: 0, preview, id: null, failed: '', stop: () => request.abort(), again }])
      }
    },
    restore(files: { id: string; name: string }[]) {
      const back = files.map((f) => ({ key: f.id, name: f.name, percent: 100, preview: null, id: f.id, failed: '', stop: () => undefined, again: () => undefined }))
      set((now) => [...now, ...back])
    },
    remove(u: Upload) {
      u.stop()
      set((now) => now.filter((other) => other.key !== u.key))
    },
    clear: () => set([]),
  }
}

function put(file: File, key: string, changed: (to: Partial<Upload>) => void): AbortController {
  const stopped = new AbortController()
  const percent = (n: number) => changed({ percent: n })
  uploaded<StoredAttachment>(`/v1/attachments?name=${encodeURIComponent(file.name)}`, file, 'application/octet-stream', percent, { key, signal: stopped.signal }).then(
    (stored) => changed({ id: stored.id, percent: 100 }),
    (err: unknown) => !stopped.signal.aborted && changed({ failed: wordsOf(err) }),
  )
  return stopped
}

/** The files that go with the next message. */
export function Uploads({ uploads }: { uploads: ReturnType<typeof useUploads> }) {
  if (uploads.all.length === 0) return null
  return (
    <ul className="uploads">
      {uploads.all.map((u) => (
        <li key={u.key} className={u.failed ? 'error' : ''}>
          {u.preview && <img src={u.preview} alt="" />}
          <span dir="auto">{u.failed ? words.uploadFailed(u.name, u.failed) : u.id ? u.name : words.uploading(u.name, u.percent)}</span>
          {!u.id && !u.failed && <progress max={100} value={u.percent} aria-label={words.uploading(u.name, u.percent)} />}
          {u.failed && (
            <button type="button" className="link" onClick={u.again}>
              {words.retry}
            </button>
          )}
          <button type="button" aria-label={words.remove(u.name)} onClick={() => uploads.remove(u)}>
            ×
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The files of something that is dropped or pasted. */
export function filesOf(from: DataTransfer | null): File[] {
  return [...(from?.files ?? [])]
}
