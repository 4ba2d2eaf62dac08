import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client'
import type { AnswerSuggestions, Conversation } from '../api/types'
import { useCommands } from '../frame/commands'
import { Link } from '../parts/Link'
import { chat } from '../strings/chat'
import { keys } from '../strings/keys'
import { faqPath } from './Matched'

const words = chat.suggested

interface Props {
  c: Conversation
  /** The latest message of the customer: another one may have another answer. */
  latest: string | null
  onInsert: ((text: string) => void) | undefined
}

/** What the FAQs would answer, also where they are not sure enough to do so by themselves. */
export function Suggested({ c, latest, onInsert }: Props) {
  const { data } = useQuery({
    queryKey: ['answers', c.id, latest],
    enabled: latest !== null,
    staleTime: 60_000,
    retry: false,
    queryFn: ({ signal }) => call<AnswerSuggestions>('GET', `/v1/conversations/${c.id}/answers`, { signal }),
  })
  const best = data?.items[0]
  useCommands([{ id: 'insert-answer', keys: 'i', label: keys.insertAnswer, group: 'act', run: () => best && onInsert?.(best.answer), off: !best || !onInsert }])
  if (!data) return null
  return (
    <section className="suggested">
      <h3>{words.title}</h3>
      {data.items.length === 0 && <p className="muted">{words.none}</p>}
      <ul>
        {data.items.map((s) => (
          <li key={s.faq_id}>
            <p className="muted" dir="auto">
              {s.question}
            </p>
            <p dir="auto">{s.answer}</p>
            <p className="suggested-foot">
              {onInsert && (
                <button type="button" className="link" onClick={() => onInsert(s.answer)}>
                  {words.insert}
                </button>
              )}
              <Link className="link" href={faqPath(s.faq_id)}>
                {words.faq}
              </Link>
              <span className="muted">{s.score >= data.threshold ? words.sure : words.unsure}</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
