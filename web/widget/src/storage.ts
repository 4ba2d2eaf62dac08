import type { Pending } from './types'

/**
 * What outlives a page: the visitor's token, and messages that were not accepted
 * yet, each under a key of its own so that windows do not overwrite each other.
 * Where the browser keeps nothing, this page's memory has to do.
 */
export class Storage {
  private memory = new Map<string, string>()
  private prefix: string

  constructor(inbox: string) {
    this.prefix = `parley:${inbox}:`
  }

  get token(): string {
    return this.get('token') ?? ''
  }

  set token(token: string) {
    if (token) this.set('token', token)
    else this.remove('token')
  }

  keep(p: Pending): void {
    this.set('queue:' + p.id, JSON.stringify(p))
  }

  drop(id: string): void {
    this.remove('queue:' + id)
  }

  /** Messages that wait, oldest first. */
  waiting(): Pending[] {
    const found: Pending[] = []
    for (const key of this.keys('queue:')) {
      try {
        found.push(JSON.parse(this.get(key) ?? '') as Pending)
      } catch {
        this.remove(key)
      }
    }
    return found.sort((a, b) => a.at.localeCompare(b.at))
  }

  clear(): void {
    for (const key of this.keys('')) this.remove(key)
  }

  private keys(begin: string): string[] {
    const all = new Set(this.memory.keys())
    try {
      for (let i = 0; i < localStorage.length; i++) all.add(localStorage.key(i) ?? '')
    } catch {
      /* memory only */
    }
    const whole = this.prefix + begin
    return [...all].filter((k) => k.startsWith(whole)).map((k) => k.slice(this.prefix.length))
  }

  private get(key: string): string | null {
    const own = this.memory.get(this.prefix + key)
    if (own !== undefined) return own
    try {
      return localStorage.getItem(this.prefix + key)
    } catch {
      return null
    }
  }

  private set(key: string, value: string): void {
    try {
      localStorage.setItem(this.prefix + key, value)
      this.memory.delete(this.prefix + key)
    } catch {
      this.memory.set(this.prefix + key, value)
    }
  }

  private remove(key: string): void {
    this.memory.delete(this.prefix + key)
    try {
      localStorage.removeItem(this.prefix + key)
    } catch {
      /* was never there */
    }
  }
}
