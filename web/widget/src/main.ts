import { Chat } from './chat'
import { Client } from './client'
import { Storage } from './storage'
import { stringsFor } from './strings'
import type { User } from './types'
import { View } from './view'

type Handler = (detail?: unknown) => void
type Command = [string, ...unknown[]]
interface Parley {
  (...command: Command): void
  q?: ArrayLike<unknown>[]
}

declare global {
  interface Window {
    Parley?: Parley
  }
}

/** The widget of this page: what the script tag says, and what the page asks for. */
class Widget {
  private handlers = new Map<string, Set<Handler>>()
  private chat: Chat | undefined
  private view: View | undefined
  private storage: Storage
  private unread = -1
  private opening = false
  private run = 0

  constructor(
    private base: string,
    private data: DOMStringMap,
    private user: User | undefined,
  ) {
    this.storage = new Storage(data.inbox ?? '')
    this.opening = data.open !== undefined
  }

  command([name, ...args]: Command): void {
    switch (name) {
      case 'boot':
        void this.boot()
        break
      case 'open':
      case 'close':
      case 'toggle':
        this.toggle(name)
        break
      case 'identify':
        this.identify(args[0] as User)
        break
      case 'shutdown':
        this.shutdown()
        break
      case 'on':
        this.listeners(args[0] as string).add(args[1] as Handler)
        break
      case 'off':
        this.listeners(args[0] as string).delete(args[1] as Handler)
        break
      default:
        console.warn('Parley: there is no command ' + String(name))
    }
  }

  /** Asks the server how to look, and shows the button. */
  private async boot(): Promise<void> {
    if (this.chat) return
    const run = ++this.run
    const client = new Client(this.base, this.storage, this.user)
    const chat = new Chat(client, this.storage, {
      changed: () => this.changed(),
      arrived: (m) => this.emit('message', { id: m.id, from: m.from, name: m.name, text: m.text }),
    })
    this.chat = chat
    for (let pause = 1000; ; pause = Math.min(pause * 2, 60_000)) {
      try {
        const config = await client.config()
        if (run !== this.run) return
        const { tag, strings } = stringsFor([
          this.data.language, config.language, document.documentElement.lang, ...navigator.languages,
        ])
        const look = { config, tag, strings, position: this.data.position ?? config.position ?? 'right' }
        this.view = new View(chat, look, (open) => this.toggled(open))
        break
      } catch (e) {
        if (run !== this.run) return
        const status = (e as { status?: number }).status
        if (status === 403 || status === 404) {
          console.warn('Parley: this site may not use this inbox, or there is no such inbox.')
          return
        }
        // To a site that is not allowed the browser says no more than that it failed.
        if (pause === 1000) console.warn('Parley: the inbox cannot be reached. Is this site among its origins?')
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
    chat.start(false)
    this.emit('ready')
    if (this.opening) this.view.open(true)
  }

  private toggle(name: string): void {
    const open = name === 'toggle' ? !(this.view?.isOpen ?? this.opening) : name === 'open'
    if (this.view) this.view.open(open)
    else this.opening = open
  }

  private toggled(open: boolean): void {
    if (open) this.chat?.start(true)
    this.emit(open ? 'open' : 'close')
  }

  private identify(user: User): void {
    if (!user?.id || !user.hash) {
      console.warn('Parley: identify needs an id, and its hash from your server.')
      return
    }
    if (this.user?.id === user.id && this.user.hash === user.hash) return
    // Somebody else than before: nothing of theirs stays.
    if (this.user && this.user.id !== user.id) this.shutdown()
    this.user = user
    if (!this.chat) void this.boot()
    else {
      this.chat.identify(user).catch((e: { status?: number }) => {
        console.warn('Parley: the user could not be identified' + (e.status ? ` (${e.status})` : ''))
        this.emit('identify-failed')
      })
    }
  }

  /** Forgets who was here, as at a logout. boot or identify begins anew. */
  private shutdown(): void {
    this.run++
    this.chat?.stop()
    this.view?.remove()
    this.storage.clear()
    this.chat = this.view = this.user = undefined
    this.unread = -1
    this.opening = false
    this.emit('shutdown')
  }

  private changed(): void {
    this.view?.update()
    const unread = this.chat?.thread.unread() ?? 0
    if (unread === this.unread) return
    this.unread = unread
    this.emit('unread', unread)
  }

  private emit(event: string, detail?: unknown): void {
    for (const handler of this.listeners(event)) {
      try {
        handler(detail)
      } catch (e) {
        console.error(e)
      }
    }
  }

  private listeners(event: string): Set<Handler> {
    let set = this.handlers.get(event)
    if (!set) this.handlers.set(event, (set = new Set()))
    return set
  }
}

function begin(): void {
  const script = document.currentScript as HTMLScriptElement | null
  const data = script?.dataset
  if (!script || !data?.inbox) {
    console.warn('Parley: the script tag needs data-inbox, the id of an inbox.')
    return
  }
  const base = new URL('widget/' + encodeURIComponent(data.inbox), script.src).href
  const before = window.Parley?.q ?? []
  const user = data.userId && data.userHash ? { id: data.userId, hash: data.userHash, name: data.userName } : undefined
  const widget = new Widget(base, data, user)
  window.Parley = (...command: Command) => widget.command(command)
  const start = () => {
    for (const command of before) widget.command(Array.from(command) as Command)
    widget.command(['boot'])
  }
  if (document.body) start()
  else addEventListener('DOMContentLoaded', start)
}

begin()
