import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client'
import type { components } from '../../api/schema.gen'
import type { Page } from '../../api/types'
import { instantOf } from '../../parts/time'
import { autoresponders } from '../../strings/autoresponders'

type QuickReply = components['schemas']['QuickReply']

const words = autoresponders.quick

/** Which quick reply is on now and until when, or which comes next. */
export function QuickState() {
  const { data } = useQuery({
    queryKey: ['quick-replies', 'active'],
    refetchInterval: 30_000,
    queryFn: async ({ signal }) => (await call<Page<QuickReply>>('GET', '/v1/quick-replies?status=active', { signal })).items,
  })
  if (!data) return null
  if (data.length === 0) return <p className="step-state muted">{words.none}</p>
  const on = data.filter((q) => q.state.on)
  const next = data.filter((q) => !q.state.on && q.state.until).sort((a, b) => Date.parse(a.state.until ?? '') - Date.parse(b.state.until ?? ''))[0]
  return (
    <ul className="step-state">
      <li>{words.count(data.length)}</li>
      {on.map((q) => (
        <li key={q.id} dir="auto">
          <strong>{words.on(q.name)}</strong>, {q.state.until ? words.until(instantOf(q.state.until)) : words.always}
        </li>
      ))}
      {on.length === 0 && <li>{words.off}</li>}
      {on.length === 0 && <li dir="auto">{next?.state.until ? words.next(next.name, instantOf(next.state.until)) : words.never}</li>}
    </ul>
  )
}
