import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client'
import type { components } from '../api/schema.gen'
import { say } from '../parts/toasts'
import { wordsOf } from '../parts/problem'
import { start } from '../strings/start'

/** What there is of the demo data. */
export type DemoData = components['schemas']['Demo']

const words = start.demo
const pause = 500

/** The demo data, and how it is loaded and removed: both are asked for until they are over. */
export function useDemo() {
  const client = useQueryClient()
  const demo = useQuery({ queryKey: ['demo'], queryFn: ({ signal }) => call<DemoData>('GET', '/v1/demo', { signal }) })
  const until = async (method: string, over: DemoData['status']) => {
    for (;;) {
      const now = await call<DemoData>(method, '/v1/demo', { atOnce: true })
      client.setQueryData(['demo'], now)
      if (now.status === over) return now
      await new Promise((done) => setTimeout(done, pause))
    }
  }
  // What was there before is looked up again, wherever it is shown.
  const end = (text: string) => {
    say(text)
    void client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'demo' })
  }
  const onError = (err: unknown) => {
    say(wordsOf(err), { bad: true })
    void demo.refetch()
  }
  const load = useMutation({ mutationFn: () => until('POST', 'loaded'), onSuccess: () => end(words.hasLoaded), onError })
  const remove = useMutation({ mutationFn: () => until('DELETE', 'absent'), onSuccess: () => end(words.hasGone), onError })
  return { demo, load, remove, busy: load.isPending || remove.isPending }
}
