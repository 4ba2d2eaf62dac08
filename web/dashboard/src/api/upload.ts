import { ApiError } from './client'
import type { Problem } from './types'

interface Options {
  /** Under which it is done once, however often it is tried. */
  key?: string
  /** Gives it up: it fails with a status of 0 then. */
  signal?: AbortSignal
}

/** Posts a file and tells how many percent have gone; fetch tells nothing of that. Fails as call does. */
export function uploaded<T>(path: string, file: Blob, type: string, percent: (n: number) => void, { key, signal }: Options = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('Content-Type', type)
    request.setRequestHeader('Accept', 'application/json')
    if (key) request.setRequestHeader('Idempotency-Key', key)
    request.upload.onprogress = (e) => e.lengthComputable && percent(Math.round((e.loaded / e.total) * 100))
    request.onabort = () => reject(new ApiError(0, null))
    signal?.addEventListener('abort', () => request.abort())
    request.onerror = () => reject(new ApiError(0, null))
    request.onload = () => {
      const said = read(request.responseText)
      if (request.status < 200 || request.status > 299) reject(new ApiError(request.status, said as Problem | null))
      // A proxy's page, whatever its status: nobody knows whether the file arrived.
      else if (said === null) reject(new ApiError(0, null))
      else resolve(said as T)
    }
    request.send(file)
  })
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
