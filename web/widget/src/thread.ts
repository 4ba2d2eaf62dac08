import type { Message, Pending } from './types'

/** One line of the history as it is shown. */
export type Line = { message: Message } | { pending: Pending }

/**
 * The visitor's conversation as far as it is known here. Messages may come twice
 * and out of order: the newest version of each stays.
 */
export class Thread {
  private messages = new Map<string, Message>()
  private pendings = new Map<string, Pending>()

  /** Takes a message in and says whether that changed anything. */
  upsert(m: Message): boolean {
    const known = this.messages.get(m.id)
    if (known && BigInt(known.version) >= BigInt(m.version)) return false
    this.messages.set(m.id, m)
    if (m.client_id) this.pendings.delete(m.client_id)
    return true
  }

  has(id: string): boolean {
    return this.messages.has(id)
  }

  /** Adds or changes a message on its way, unless it has arrived. */
  put(p: Pending): void {
    for (const m of this.messages.values()) if (m.client_id === p.id) return
    this.pendings.set(p.id, p)
  }

  pending(id: string): Pending | undefined {
    return this.pendings.get(id)
  }

  /** Forgets the history. What is on its way stays on its way. */
  restart(): void {
    this.messages.clear()
  }

  /** What is shown, oldest first; what is on its way comes last. */
  lines(): Line[] {
    const sent = [...this.messages.values()].sort((a, b) => a.position - b.position)
    const waiting = [...this.pendings.values()].sort((a, b) => a.at.localeCompare(b.at))
    return [...sent.map((message) => ({ message })), ...waiting.map((pending) => ({ pending }))]
  }

  /** How many messages of the brand the visitor has not looked at. */
  unread(): number {
    let n = 0
    for (const m of this.messages.values()) if (m.from !== 'visitor' && !m.deleted && m.state !== 'read') n++
    return n
  }

  /** The latest message of the brand, whatever its state. */
  latestOfBrand(): Message | undefined {
    let latest: Message | undefined
    for (const m of this.messages.values()) {
      if (m.from !== 'visitor' && (!latest || m.position > latest.position)) latest = m
    }
    return latest
  }
}
