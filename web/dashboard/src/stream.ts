/** What a stream tells: the server's events by name, and whether it is connected. */
export interface Listener {
  heard: (name: string, data: Record<string, unknown>) => void
  connected: (is: boolean) => void
  /** The stream was refused; perhaps nobody is signed in any more. */
  refused: () => void
}

const names = ['conversation', 'message', 'typing', 'contact_typing', 'presence', 'reset'] as const
const shared = 'parley-live'

type Said = { event: string; data: Record<string, unknown> } | { connected: boolean } | { asks: true }

/**
 * Listens to the server's events. The tabs of a browser share one stream: whoever
 * has the lock opens it and tells the others; when that tab closes, the next one
 * takes over. Where a browser cannot, each tab has a stream of its own.
 */
export function listen(listener: Listener): () => void {
  if (!('locks' in navigator) || !('BroadcastChannel' in globalThis)) return open(listener)
  const channel = new BroadcastChannel(shared)
  const say = (what: Said) => channel.postMessage(what)
  let live: boolean | null = null
  let followed = false
  let stop: (() => void) | null = null
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (!('asks' in data)) followed = true
    if ('event' in data) listener.heard(data.event, data.data)
    else if ('connected' in data) listener.connected(data.connected)
    else if (live !== null) say({ connected: live })
  }
  const leaves = new AbortController()
  const lead = () =>
    new Promise<void>((left) => {
      if (leaves.signal.aborted) return left()
      const close = open({
        heard: (event, data) => {
          listener.heard(event, data)
          say({ event, data })
        },
        connected: (is) => {
          live = is
          listener.connected(is)
          say({ connected: is })
        },
        refused: listener.refused,
      })
      stop = () => {
        close()
        left()
      }
      if (!followed) return
      // Between two leaders something may have been missed.
      listener.heard('reset', {})
      say({ event: 'reset', data: {} })
    })
  navigator.locks.request(shared, { signal: leaves.signal }, lead).catch(() => undefined)
  say({ asks: true })
  return () => {
    leaves.abort()
    stop?.()
    channel.close()
  }
}

/** A stream of one's own, opened again whenever it ends; it says reset when it opens and where it cannot resume. */
function open(listener: Listener): () => void {
  let source: EventSource
  let again: ReturnType<typeof setTimeout> | undefined
  let pause = 1_000
  // What the page read before the stream is open may have changed by then, too.
  let missed = true
  const connect = () => {
    source = new EventSource('/v1/events')
    source.onopen = () => {
      pause = 1_000
      listener.connected(true)
      if (missed) listener.heard('reset', {})
      missed = false
    }
    for (const name of names) {
      source.addEventListener(name, (e: MessageEvent<string>) => listener.heard(name, JSON.parse(e.data) as Record<string, unknown>))
    }
    source.onerror = () => {
      listener.connected(false)
      if (source.readyState !== EventSource.CLOSED) return // it tries again by itself, and resumes
      missed = true
      again = setTimeout(connect, pause * (0.5 + 2.5 * Math.random())) // not with all others
      pause = Math.min(pause * 2, 10_000)
      listener.refused()
    }
  }
  connect()
  return () => {
    source.close()
    clearTimeout(again)
  }
}
