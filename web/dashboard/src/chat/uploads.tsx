import { useRef, useState } from 'react'
import type { StoredAttachment } from '../api/types'
import { chat as words } from '../strings/chat'

interface Upload {
  key: string
  name: string
  percent: number
  /** Its id once it is stored. */
  id: string | null
  failed: boolean
  stop: () => void
}

/** Files on their way to a message. */
export function useUploads() {
  const [all, set] = useState<Upload[]>([])
  const change = (key: string, to: Partial<Upload>) => set((now) => now.map((u) => (u.key === key ? { ...u, ...to } : u)))
  const alive = useRef(true)
  return {
    all,
    busy: all.some((u) => !u.id && !u.failed),
    done: all.flatMap((u) => (u.id ? [{ id: u.id, name: u.name }] : [])),
    add(files: File[]) {
      for (const file of files) {
        const key = crypto.randomUUID()
        const request = begin(file, key, (to) => alive.current && change(key, to))
        set((now) => [...now, { key, name: file.name, percent: 0, id: null, failed: false, stop: () => request.abort() }])
      }
    },
    restore(files: { id: string; name: string }[]) {
      set((now) => [...now, ...files.map((f) => ({ key: f.id, name: f.name, percent: 100, id: f.id, failed: false, stop: () => undefined }))])
    },
    remove(u: Upload) {
      u.stop()
      set((now) => now.filter((other) => other.key !== u.key))
    },
    clear: () => set([]),
  }
}

// fetch tells nothing of progress.
function begin(file: File, key: string, changed: (to: Partial<Upload>) => void): XMLHttpRequest {
  const request = new XMLHttpRequest()
  request.open('POST', `/v1/attachments?name=${encodeURIComponent(file.name)}`)
  request.setRequestHeader('Content-Type', 'application/octet-stream')
  request.setRequestHeader('Idempotency-Key', key)
  request.upload.onprogress = (e) => e.lengthComputable && changed({ percent: Math.round((e.loaded / e.total) * 100) })
  request.onerror = () => changed({ failed: true })
  request.onload = () => {
    if (request.status !== 201) return changed({ failed: true })
    changed({ id: (JSON.parse(request.responseText) as StoredAttachment).id, percent: 100 })
  }
  request.send(file)
  return request
}

/** The files that go with the next message. */
export function Uploads({ uploads }: { uploads: ReturnType<typeof useUploads> }) {
  if (uploads.all.length === 0) return null
  return (
    <ul className="uploads">
      {uploads.all.map((u) => (
        <li key={u.key} className={u.failed ? 'error' : ''}>
          <span>{u.failed ? words.uploadFailed(u.name) : u.id ? u.name : words.uploading(u.name, u.percent)}</span>
          <button type="button" aria-label={words.remove(u.name)} onClick={() => uploads.remove(u)}>
            ×
          </button>
        </li>
      ))}
    </ul>
  )
}
