import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { ApiError, call } from '../api/client'
import type { Faq } from '../api/types'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
import { useUser } from '../session'
import { faqs as words } from '../strings/faqs'
import { faqsChanged } from './queries'

/** What an approver does to an FAQ. */
export type Act = 'activate' | 'archive' | 'restore'

/** What can be done with saved FAQs; each says what has come of it. */
export function useFaqActs() {
  const client = useQueryClient()
  return {
    act: (act: Act, faqs: Faq[]) => run(client, act, faqs),
    /** Copies an FAQ into a draft, and returns that; null where it could not. */
    async clone(faq: Faq): Promise<Faq | null> {
      try {
        const made = await call<Faq>('POST', `/v1/faqs/${faq.id}/clone`, { key: crypto.randomUUID() })
        say(words.did.cloned)
        await faqsChanged(client)
        return made
      } catch (err) {
        say(wordsOf(err), { bad: true })
        return null
      }
    },
  }
}

/** Whether somebody may activate this FAQ: nobody but an admin does that with what they edited last. */
export function useMayActivate(): (faq: Faq) => boolean {
  const user = useUser()
  return (faq) => user.roles.includes('admin') || faq.edited_by !== user.id
}

async function run(client: QueryClient, act: Act, faqs: Faq[]) {
  const { done, problems } = await each(act, faqs)
  const undo = act === 'restore' || done.length === 0 ? {} : { undo: { label: words.undo, act: () => void back(client, act, done) } }
  if (done.length > 0) say(words.did[act](done.length), undo)
  if (problems.length > 0) say(words.notDone(problems.length, [...new Set(problems)].join(' ')), { bad: true })
  await faqsChanged(client)
}

/** Undoes it: archived FAQs return as drafts, so those that were active are activated again, and what was activated becomes a draft again. */
async function back(client: QueryClient, act: Act, faqs: Faq[]) {
  const steps: [Act, Faq[]][] =
    act === 'archive'
      ? [['restore', faqs], ['activate', faqs.filter((f) => f.status === 'active')]]
      : [['archive', faqs], ['restore', faqs.filter((f) => f.status === 'draft')]]
  let problems: string[] = []
  for (const [step, those] of steps) problems = problems.concat((await each(step, those)).problems)
  say(problems.length ? words.notDone(problems.length, [...new Set(problems)].join(' ')) : words.undone, { bad: problems.length > 0 })
  await faqsChanged(client)
}

// A few at a time: the server takes no lists.
async function each(act: Act, faqs: Faq[]) {
  const waiting = [...faqs]
  const done: Faq[] = []
  const problems: string[] = []
  const work = async () => {
    for (let faq = waiting.shift(); faq; faq = waiting.shift()) {
      try {
        await call('POST', `/v1/faqs/${faq.id}/${act}`)
        done.push(faq)
      } catch (err) {
        problems.push(wordsOf(err))
        if (err instanceof ApiError && err.status === 401) return
      }
    }
  }
  await Promise.all([work(), work(), work(), work()])
  return { done, problems }
}
