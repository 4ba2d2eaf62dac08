import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client'
import type { components } from '../../api/schema.gen'
import type { Verdict } from '../../api/types'
import { faqsAt } from '../../faqs/address'
import { useFaqCounts } from '../../faqs/queries'
import { Link } from '../../parts/Link'
import { ago, instantOf, useNow } from '../../parts/time'
import { autoresponders } from '../../strings/autoresponders'

type Matcher = components['schemas']['MatcherState']

const words = autoresponders.faq
const score = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 })
const whole = new Intl.NumberFormat()

/** How the FAQs stand: how many answer, what they were trained on, how careful they are, and which model compares. */
export function FaqState() {
  const counts = useFaqCounts({ q: '', type: '', label: '' }).data
  const answers = useEmbedderAnswers()
  const matcher = useQuery<Matcher>({
    queryKey: ['matcher'],
    // Trainings and new models take seconds to minutes: what is under way is watched.
    refetchInterval: (q) => (q.state.data?.up_to_date && !q.state.data.reembedding ? 30_000 : 3_000),
    queryFn: ({ signal }) => call<Matcher>('GET', '/v1/matcher', { signal }),
  }).data
  return (
    <ul className="step-state">
      {counts && (
        <li>
          {counts.active === 0 ? words.none : words.active(counts.active)}
          {counts.draft > 0 && (
            <>
              {' · '}
              <Link className="link" href={`${faqsAt}?status=draft`}>
                {words.drafts(counts.draft)}
              </Link>
            </>
          )}
          {counts.archived > 0 && ` · ${words.archived(counts.archived)}`}
        </li>
      )}
      {matcher && (
        <>
          <li>
            <Trained matcher={matcher} />
          </li>
          <li>{threshold(matcher)}</li>
          <li className={matcher.embedder ? '' : 'error'}>
            {model(matcher)}
            {matcher.embedder && answers !== null && <span className={answers ? '' : 'error'}> · {answers ? words.modelThere : words.modelAway}</span>}
          </li>
          {matcher.reembedding && (
            <li>
              {words.reembedding(whole.format(matcher.reembedding.done), whole.format(matcher.reembedding.total))}
              {matcher.reembedding.error && <span className="error"> {words.waits(matcher.reembedding.error)}</span>}
            </li>
          )}
        </>
      )}
    </ul>
  )
}

// A test compares as a message would be compared; null where FAQs are off and nothing is.
function useEmbedderAnswers(): boolean | null {
  const { data } = useQuery({
    queryKey: ['matcher', 'answers'],
    staleTime: 60_000,
    refetchInterval: 60_000,
    queryFn: ({ signal }) => call<Verdict>('POST', '/v1/faqs/test', { body: { text: words.probe }, signal }),
  })
  if (!data || !data.chain.includes('faq') || data.reason === 'no_faq') return null
  return data.reason !== 'matching_failed'
}

function Trained({ matcher }: { matcher: Matcher }) {
  const now = useNow()
  if (!matcher.training) return <>{words.untrained}</>
  if (!matcher.up_to_date) return <>{words.training}</>
  const at = matcher.training.created_at
  return <time dateTime={at} title={instantOf(at)}>{words.trained(since(at, now), matcher.training.questions)}</time>
}

function since(at: string, now: number): string {
  const short = ago(at, now)
  return short === 'now' ? autoresponders.justNow : autoresponders.agoOf(short)
}

function threshold(m: Matcher): string {
  const mode = m.threshold !== null ? words.manual : (words.calibration[m.calibration] ?? m.calibration)
  return m.threshold_in_force === null ? words.thresholdOwn(mode) : words.threshold(mode, score.format(m.threshold_in_force))
}

function model(m: Matcher): string {
  if (!m.embedder) return words.noModel
  const name = m.embedder.kind === 'local' ? `${m.embedder.model} (${words.inProcess})` : `${m.embedder.model} (${m.embedder.base_url ?? ''})`
  return words.model(name)
}
