import { afterEach, expect, test, vi } from 'vitest'
import { listen, type Listener } from './stream'

/** What stands in for the browser: one lock, one channel, streams that are counted. */
class Source extends EventTarget {
  static all: Source[] = []
  static readonly CLOSED = 2
  readyState = 1
  onopen?: () => void
  onerror?: () => void
  constructor(readonly url: string) {
    super()
    Source.all.push(this)
  }
  close() {
    this.readyState = 2
  }
}

class Channel {
  static all = new Set<Channel>()
  onmessage?: (e: { data: unknown }) => void
  constructor() {
    Channel.all.add(this)
  }
  postMessage(data: unknown) {
    for (const other of Channel.all) if (other !== this) other.onmessage?.({ data })
  }
  close() {
    Channel.all.delete(this)
  }
}

function locks() {
  const waiting: (() => Promise<void>)[] = []
  let busy = false
  const next = () => {
    const take = busy ? undefined : waiting.shift()
    if (!take) return
    busy = true
    void take().then(() => {
      busy = false
      next()
    })
  }
  return {
    request: async (_: string, __: unknown, lead: () => Promise<void>) => {
      waiting.push(lead)
      next()
    },
  }
}

const tab = () => {
  const heard: string[] = []
  const listener: Listener = { heard: (name) => heard.push(name), connected: (is) => heard.push(String(is)), refused: () => undefined }
  return { heard, close: listen(listener) }
}

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  Source.all = []
  Channel.all.clear()
})

test('tabs share one stream, and the next one takes over', async () => {
  vi.stubGlobal('EventSource', Source)
  vi.stubGlobal('BroadcastChannel', Channel)
  vi.stubGlobal('navigator', { locks: locks() })
  const one = tab()
  const two = tab()
  expect(Source.all).toHaveLength(1)
  Source.all[0]?.onopen?.()
  Source.all[0]?.dispatchEvent(Object.assign(new Event('message'), { data: '{"conversation_id":"c"}' }))
  expect(one.heard, 'what changed until it was open is read again').toEqual(['true', 'reset', 'message'])
  expect(two.heard).toEqual(['true', 'reset', 'message'])

  one.close()
  await vi.waitFor(() => expect(Source.all).toHaveLength(2))
  expect(Source.all[0]?.readyState).toBe(Source.CLOSED)
  expect(two.heard.at(-1), 'what was missed between the two is read again').toBe('reset')
  two.close()
})

test('a browser that cannot share has a stream for each tab', () => {
  vi.stubGlobal('EventSource', Source)
  vi.stubGlobal('navigator', {})
  tab()
  tab()
  expect(Source.all).toHaveLength(2)
})

test('who was refused comes back at another time than the others', () => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Source)
  vi.stubGlobal('navigator', {})
  const random = vi.spyOn(Math, 'random')
  for (const [chance, pause] of [[0, 500], [1, 3_000]] as const) {
    Source.all = []
    random.mockReturnValue(chance)
    tab()
    Source.all[0]?.close()
    Source.all[0]?.onerror?.()
    vi.advanceTimersByTime(pause - 1)
    expect(Source.all).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(Source.all).toHaveLength(2)
  }
})
