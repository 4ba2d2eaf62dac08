import { Client, Refused } from './client'
import type { Event } from './sse'
import type { Storage } from './storage'
import { Thread } from './thread'
import type { Attachment, History, Message, Pending, User } from './types'

/** What a chat tells whoever shows it. */
export interface Listener {
  /** The thread, the typing mark or the connection has changed. */
  changed(): void
  /** A message of the brand is new. */
  arrived(m: Message): void
}

const shortest = 1000
const longest = 30_000
/** The server says something every 20 s; without a word for this long the line is dead. */
const silence = 45_000
/** How long a page that nobody looks at keeps its stream. */
const hiddenFor = 15_000

/**
 * The conversation: what is known of it, what waits to be sent, and the stream
 * that keeps it up to date. It knows nothing of how it is shown.
 */
export class Chat {
  readonly thread = new Thread()
  typing = false
  seen = false
  /** Whether the server was reached when it was last tried. */
  connected = true
  /** Where earlier messages begin, '' if all are here. */
  before = ''

  private cursor = ''
  /** Files that are not uploaded yet: what a browser does not keep beyond the page. */
  private files = new Map<string, File>()
  private stream: AbortController | undefined
  private pause = shortest
  private flushing = false
  private typingOff: ReturnType<typeof setTimeout> | undefined
  private typedAt = 0
  private hideTimer: ReturnType<typeof setTimeout> | undefined
  private received = { delivered: '', read: '' }
  private looking = false
  private stopped = false
  private loaded = false

  constructor(
    private client: Client,
    private storage: Storage,
    private listener: Listener,
  ) {
    for (const p of storage.waiting()) this.thread.put(p)
    client.somebodyElse = () => {
      this.thread.restart()
      this.before = ''
      this.listener.changed()
    }
    addEventListener('online', this.online)
    document.addEventListener('visibilitychange', this.visibility)
  }

  /** Begins to listen, if there is something to listen to; wanted says that there will be. */
  start(wanted: boolean): void {
    if (!wanted && !this.client.known && !this.storage.waiting().length) return
    if (!this.stream && !this.stopped) void this.listen()
    void this.flush()
  }

  /** Ends for good. */
  stop(): void {
    this.stopped = true
    this.stream?.abort()
    removeEventListener('online', this.online)
    document.removeEventListener('visibilitychange', this.visibility)
  }

  /** Goes on as a user. */
  async identify(user: User): Promise<void> {
    await this.client.identify(user)
    this.thread.restart()
    this.received = { delivered: '', read: '' }
    this.loaded = false
    this.cursor = ''
    this.stream?.abort()
    this.stream = undefined
    this.listener.changed()
    this.start(true)
  }

  /** Puts a message on its way. It is kept until the server has it. */
  send(text: string): void {
    const p = this.compose(text)
    this.storage.keep(p)
    this.begin(p)
  }

  /** Puts a file on its way. It is kept beyond this page once it is uploaded. */
  attach(file: File): void {
    const p = this.compose('')
    p.attachments = [{ id: '', name: file.name, size: file.size }]
    this.files.set(p.id, file)
    this.begin(p)
  }

  /** Fetches a file of a message. */
  download(a: Attachment): Promise<Blob> {
    return this.client.download(a.id)
  }

  private compose(text: string): Pending {
    return {
      id: crypto.randomUUID?.() ?? uuid(),
      text,
      at: new Date().toISOString(),
      page: { url: location.origin + location.pathname, title: document.title.slice(0, 200) },
      state: 'waiting',
    }
  }

  private begin(p: Pending): void {
    this.thread.put(p)
    this.seen = false
    this.listener.changed()
    this.start(true)
  }

  /** Tries a refused message again, under the same id. */
  retry(id: string): void {
    const p = this.thread.pending(id)
    if (!p) return
    p.state = 'waiting'
    if (!this.files.has(id)) this.storage.keep(p)
    this.listener.changed()
    void this.flush()
  }

  /** Tells the brand that the visitor writes, at most every three seconds. */
  typed(): void {
    if (!this.client.known || Date.now() - this.typedAt < 3000) return
    this.typedAt = Date.now()
    this.client.typing().catch(() => undefined)
  }

  /** Says whether the visitor looks at the messages. */
  look(looking: boolean): void {
    this.looking = looking
    this.acknowledge()
  }

  /** Loads the page before what is here. */
  async earlier(): Promise<void> {
    if (!this.before) return
    const page = await this.client.history(this.before)
    for (const m of page.items) this.thread.upsert(m)
    this.before = page.before ?? ''
    this.listener.changed()
  }

  private online = (): void => {
    this.pause = shortest
    if (!this.stopped && !document.hidden && (this.stream || this.client.known)) {
      this.stream?.abort()
      this.stream = undefined
      void this.listen()
    }
    void this.flush()
  }

  /** A browser has few connections to a server: windows in the background give theirs up. */
  private visibility = (): void => {
    clearTimeout(this.hideTimer)
    if (document.hidden) {
      this.hideTimer = setTimeout(() => {
        this.stream?.abort()
        this.stream = undefined
      }, hiddenFor)
      return
    }
    this.start(false)
    this.acknowledge()
  }

  /** Follows the stream, and takes it up again where it broke off. */
  private async listen(): Promise<void> {
    const control = new AbortController()
    this.stream = control
    while (!control.signal.aborted && !this.stopped) {
      try {
        if (!this.loaded) this.take(await this.client.history(), control)
        await this.follow(control)
        this.reached(true)
        this.pause = shortest
      } catch (e) {
        if (control.signal.aborted) return
        if (e instanceof Refused) this.pause = Math.max(this.pause, e.after)
        else this.reached(false)
      }
      await wait(this.pause * (0.5 + Math.random() / 2), control.signal)
      this.pause = Math.min(this.pause * 2, longest)
    }
  }

  /** Reads one connection to its end; a silent one is given up. */
  private async follow(control: AbortController): Promise<void> {
    const line = new AbortController()
    const giveUp = () => line.abort()
    control.signal.addEventListener('abort', giveUp)
    let timer = setTimeout(giveUp, silence)
    try {
      await this.client.events(this.cursor, line.signal, (e) => {
        if (control.signal.aborted) return
        clearTimeout(timer)
        timer = setTimeout(giveUp, silence)
        this.reached(true)
        this.pause = shortest
        if (e) this.hear(e)
      })
    } finally {
      clearTimeout(timer)
      control.signal.removeEventListener('abort', giveUp)
    }
  }

  private hear(e: Event): void {
    if (e.name === 'message') {
      this.arrive(JSON.parse(e.data) as Message)
    } else if (e.name === 'typing') {
      this.typing = true
      clearTimeout(this.typingOff)
      this.typingOff = setTimeout(() => {
        this.typing = false
        this.listener.changed()
      }, 6000)
    } else if (e.name === 'seen') {
      this.seen = true
    } else if (e.name === 'resync') {
      // Too much has happened: the latest page again, as if for the first time.
      this.loaded = false
      this.stream?.abort()
      this.stream = undefined
      void this.listen()
      return
    }
    if (e.id) this.cursor = e.id
    this.listener.changed()
  }

  private take(h: History, control: AbortController): void {
    if (control.signal.aborted) return
    this.loaded = true
    this.thread.restart()
    for (const m of h.items) {
      this.thread.upsert(m)
      this.settle(m)
    }
    this.before = h.before ?? ''
    this.cursor = h.cursor
    this.reached(true)
    this.acknowledge()
    this.listener.changed()
  }

  private arrive(m: Message): void {
    const fresh = !this.thread.has(m.id)
    if (!this.thread.upsert(m)) return
    this.settle(m)
    if (m.from !== 'visitor' && fresh) {
      this.typing = false
      this.listener.arrived(m)
    }
    this.acknowledge()
  }

  private settle(m: Message): void {
    if (m.client_id) this.storage.drop(m.client_id)
  }

  /** Says what has reached the visitor, and what they look at. */
  private acknowledge(): void {
    const latest = this.thread.latestOfBrand()
    if (!latest || latest.state === 'read') return
    const state = this.looking && !document.hidden ? 'read' : 'delivered'
    if (state === 'delivered' && latest.state === 'delivered') return
    if (this.received[state] === latest.id) return
    this.received[state] = latest.id
    this.client.receipt(state, latest.id).catch(() => {
      this.received[state] = ''
    })
  }

  /** Sends what waits, one after the other, until all of it is there. */
  private async flush(): Promise<void> {
    if (this.flushing || this.stopped) return
    this.flushing = true
    let pause = shortest
    try {
      for (;;) {
        const next = this.next()
        if (!next || this.stopped) return
        try {
          const file = this.files.get(next.id)
          if (file) {
            next.attachments = [await this.client.upload(file)]
            this.storage.keep(next)
            this.files.delete(next.id)
          }
          await this.client.send(next)
          this.storage.drop(next.id)
          const shown = this.thread.pending(next.id)
          if (shown) shown.state = 'accepted'
          pause = shortest
          this.reached(true)
        } catch (e) {
          if (e instanceof Refused && e.final) {
            const refused: Pending = { ...next, state: 'refused' }
            if (!this.files.has(next.id)) this.storage.keep(refused)
            this.thread.put(refused)
          } else {
            if (!(e instanceof Refused)) this.reached(false)
            await wait(Math.max(pause, e instanceof Refused ? e.after : 0), undefined, true)
            pause = Math.min(pause * 2, longest)
          }
        }
        this.listener.changed()
      }
    } finally {
      this.flushing = false
    }
  }

  /** What is to be sent next: the oldest that waits. */
  private next(): Pending | undefined {
    const files = [...this.files.keys()].map((id) => this.thread.pending(id)).filter((p) => p !== undefined)
    return [...this.storage.waiting(), ...files].filter((p) => p.state === 'waiting').sort((a, b) => a.at.localeCompare(b.at))[0]
  }

  private reached(connected: boolean): void {
    if (this.connected === connected) return
    this.connected = connected
    this.listener.changed()
  }
}

/** Waits; also no longer than until signal, or until the network is back. */
function wait(ms: number, signal?: AbortSignal, network = false): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    if (network) addEventListener('online', done)
    signal?.addEventListener('abort', done)
  })
}

/** A random UUID where the page is not served by https, which randomUUID asks for. */
function uuid(): string {
  const b = crypto.getRandomValues(new Uint8Array(16))
  b[6] = (b[6]! & 15) | 64
  b[8] = (b[8]! & 63) | 128
  const hex = [...b].map((x) => x.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
