/** A server-sent event. */
export interface Event {
  name: string
  data: string
  /** Where to go on from after it, undefined if it does not say. */
  id?: string
}

/** Cuts a stream of text into events (HTML standard, section 9.2.6). */
export class Parser {
  private rest = ''
  private name = ''
  private data: string[] = []
  private id: string | undefined

  /** Takes the next piece and returns the events that it completes. */
  push(piece: string): Event[] {
    const lines = (this.rest + piece).split('\n')
    this.rest = lines.pop() ?? ''
    const events: Event[] = []
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
      if (line === '') {
        if (this.data.length) events.push({ name: this.name || 'message', data: this.data.join('\n'), id: this.id })
        this.name = ''
        this.data = []
        this.id = undefined
        continue
      }
      const colon = line.indexOf(':')
      if (colon === 0) continue
      const field = colon < 0 ? line : line.slice(0, colon)
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
      if (field === 'event') this.name = value
      else if (field === 'data') this.data.push(value)
      else if (field === 'id') this.id = value
    }
    return events
  }
}
