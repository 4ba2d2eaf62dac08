import { ApiError } from './client'
import type { Problem } from './types'

/** Posts a file and tells how many percent have gone; fetch tells nothing of that. Fails as call does. */
export function uploaded<T>(path: string, file: Blob, type: string, percent: (n: number) => void, key?: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('Content-Type', type)
    request.setRequestHeader('Accept', 'application/json')
    if (key) request.setRequestHeader('Idempotency-Key', key)
    request.upload.onprogress = (e) => e.lengthComputable && percent(Math.round((e.loaded / e.total) * 100))
    request.onerror = () => reject(new ApiError(0, null))
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T)
      else reject(new ApiError(request.status, problemOf(request.responseText)))
    }
    request.send(file)
  })
}

function problemOf(text: string): Problem | null {
  try {
    return JSON.parse(text) as Problem
  } catch {
    return null // a proxy's page
  }
}
