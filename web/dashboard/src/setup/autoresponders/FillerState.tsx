import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client'
import type { Faq, Page } from '../../api/types'
import { faqsAt } from '../../faqs/address'
import { Link } from '../../parts/Link'
import { autoresponders } from '../../strings/autoresponders'

const words = autoresponders.filler

/** What the fillers say. */
export function FillerState({ count }: { count: number }) {
  const { data } = useQuery({
    queryKey: ['faqs', 'fillers'],
    queryFn: async ({ signal }) => (await call<Page<Faq>>('GET', '/v1/faqs?type=filler&status=active&limit=3', { signal })).items,
  })
  if (!data) return null
  if (data.length === 0) return <p className="step-state muted">{words.none}</p>
  return (
    <ul className="step-state">
      <li>{words.some(Math.max(count, data.length))}</li>
      {data.map((f) => (
        <li key={f.id} className="cut">
          <Link className="link" href={`${faqsAt}/${f.id}`} dir="auto">
            {f.answer}
          </Link>
        </li>
      ))}
    </ul>
  )
}
