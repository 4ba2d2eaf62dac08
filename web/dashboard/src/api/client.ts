import type { Problem } from './types'

/** What the server refused, in its own words; status 0 where it was not reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
  ) {
    super(problem?.detail ?? '')
  }

  /** The word of the problem's type, such as `not-owner`. */
  get kind(): string {
    return this.problem?.type.replace('urn:parley:problem:', '') ?? ''
  }

  /** Whether the same request may well succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500 || this.kind === 'request-running'
  }
}

interface Options {
  body?: unknown
  /** A form with files, in place of a body. */
  form?: FormData
  /** Idempotency-Key: the same for every try of one act. */
  key?: string
  /** What is long is answered at once, with where its progress is. */
  atOnce?: boolean
  signal?: AbortSignal
  keepalive?: boolean
}

/** Asks the server as whoever the session cookie says. */
export async function call<T = void>(method: string, path: string, o: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (o.body !== undefined) headers['Content-Type'] = 'application/json'
  if (o.key) headers['Idempotency-Key'] = o.key
  if (o.atOnce) headers.Prefer = 'respond-async'
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      body: o.form ?? (o.body === undefined ? undefined : JSON.stringify(o.body)),
      signal: o.signal ?? null,
      keepalive: o.keepalive ?? false,
    })
  } catch (err) {
    if (o.signal?.aborted) throw err
    throw new ApiError(0, null)
  }
  if (!response.ok) throw new ApiError(response.status, await problemOf(response))
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
}

async function problemOf(response: Response): Promise<Problem | null> {
  try {
    return (await response.json()) as Problem
  } catch {
    return null // a proxy's page
  }
}

/** A path with the parameters that have a value. */
export function withQuery(path: string, parameters: Record<string, string | number | null | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value))
  }
  const text = query.toString()
  return text ? `${path}?${text}` : path
}
