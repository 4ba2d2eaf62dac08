import { Parser, type Event } from './sse'
import type { Storage } from './storage'
import type { Attachment, Config, History, Pending, User } from './types'

/** A request that the server answered, and not as hoped. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    /** Milliseconds after which to try again, 0 if the server does not say. */
    readonly after: number,
  ) {
    super('refused: ' + status)
  }

  /** Says that the same request will be refused again. */
  get final(): boolean {
    return this.status >= 400 && this.status < 500 && ![401, 408, 425, 429].includes(this.status)
  }
}

/**
 * Speaks to the server about one inbox. Tokens are made when first needed, and
 * again when the server takes one no more. Only a visitor's is kept beyond the
 * page: a user is named anew by every page.
 */
export class Client {
  /** Called when the history of last time cannot be gone on with: it has become a user's. */
  somebodyElse: () => void = () => undefined

  private token = ''
  private opening: Promise<void> | undefined

  constructor(
    private base: string,
    private storage: Storage,
    private user?: User,
  ) {}

  /** Whether there is a history to look at. */
  get known(): boolean {
    return this.user !== undefined || this.storage.token !== ''
  }

  config(): Promise<Config> {
    return this.ask('GET', '/config', false) as Promise<Config>
  }

  /** Becomes a user; what the visitor wrote comes along. */
  async identify(user: User): Promise<void> {
    this.user = user
    this.token = ''
    await this.open()
  }

  history(before = ''): Promise<History> {
    return this.ask('GET', '/messages' + (before && '?before=' + encodeURIComponent(before)), true) as Promise<History>
  }

  async send(p: Pending): Promise<void> {
    const attachments = (p.attachments ?? []).map((a) => ({ id: a.id }))
    await this.ask('POST', '/messages', true, { id: p.id, text: p.text, page: p.page, attachments })
  }

  async upload(file: File): Promise<Attachment> {
    const response = await this.authorised((token) =>
      fetch(this.base + '/attachments?name=' + encodeURIComponent(file.name), {
        method: 'POST',
        headers: { Authorization: 'Bearer ' + token, 'Content-Type': 'application/octet-stream' },
        body: file,
      }),
    )
    if (!response.ok) throw refused(response)
    return (await response.json()) as Attachment
  }

  async download(id: string): Promise<Blob> {
    const response = await this.authorised((token) =>
      fetch(`${this.base}/attachments/${encodeURIComponent(id)}`, { headers: { Authorization: 'Bearer ' + token } }),
    )
    if (!response.ok) throw refused(response)
    return response.blob()
  }

  async receipt(state: 'delivered' | 'read', upTo: string): Promise<void> {
    await this.ask('POST', '/receipts', true, { state, up_to: upTo })
  }

  async typing(): Promise<void> {
    await this.ask('POST', '/typing', true, {})
  }

  /** Streams events until the connection ends or signal aborts it. */
  async events(cursor: string, signal: AbortSignal, heard: (e: Event | undefined) => void): Promise<void> {
    const response = await this.authorised((token) =>
      fetch(this.base + '/events', {
        headers: { Authorization: 'Bearer ' + token, 'Last-Event-ID': cursor },
        cache: 'no-store',
        signal,
      }),
    )
    if (!response.ok || !response.body) throw refused(response)
    const reader = response.body.getReader()
    const decoder = new TextDecoder()
    const parser = new Parser()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      heard(undefined)
      for (const e of parser.push(decoder.decode(value, { stream: true }))) heard(e)
    }
  }

  private async ask(method: string, path: string, authorised: boolean, body?: unknown): Promise<unknown> {
    const request = (token: string) =>
      fetch(this.base + path, {
        method,
        headers: {
          ...(token ? { Authorization: 'Bearer ' + token } : {}),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: 'no-store',
      })
    const response = authorised ? await this.authorised(request) : await request('')
    if (!response.ok) throw refused(response)
    return response.status === 204 ? undefined : response.json()
  }

  /** Makes a request with the token, and once more with a new one if it is old. */
  private async authorised(request: (token: string) => Promise<Response>): Promise<Response> {
    if (!this.token) await this.open()
    const response = await request(this.token)
    if (response.status !== 401) return response
    this.token = ''
    await this.open()
    return request(this.token)
  }

  private open(): Promise<void> {
    this.opening ??= this.session().finally(() => (this.opening = undefined))
    return this.opening
  }

  private async session(): Promise<void> {
    const user = this.user
    const before = this.storage.token
    const answer = (await this.ask('POST', '/session', false, {
      token: before,
      ...(user ? { user: { id: user.id, hash: user.hash, name: user.name ?? '' } } : {}),
    })) as { token: string; identified: boolean; resumed: boolean }
    // Somebody else logged in meanwhile: theirs is the one that counts.
    if (user !== this.user) return this.session()
    this.token = answer.token
    this.storage.token = answer.identified ? '' : answer.token
    if (before && !answer.resumed) this.somebodyElse()
  }
}

function refused(r: Response): Refused {
  const seconds = Number(r.headers.get('Retry-After'))
  return new Refused(r.status, seconds > 0 ? seconds * 1000 : 0)
}
