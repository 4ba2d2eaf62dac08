import { faqsAt } from '../../faqs/address'
import { Link } from '../../parts/Link'
import { Empty } from '../../parts/states'
import { DataTable, type Column } from '../../parts/table/DataTable'
import { instantOf } from '../../parts/time'
import { replay as words } from '../../strings/replay'
import type { Example, ListName, Outcome } from './change'

const score = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 })

const columns: Column<Example>[] = [
  { id: 'message', label: words.message, text: (e) => e.text, cell: (e) => <Message example={e} /> },
  { id: 'before', label: words.was, text: (e) => inWords(e.before), cell: (e) => <Came outcome={e.before} /> },
  { id: 'after', label: words.becomes, text: (e) => inWords(e.after), cell: (e) => <Came outcome={e.after} /> },
  { id: 'at', label: words.at, width: 170, text: (e) => e.at, cell: (e) => instantOf(e.at) },
]

/** The messages of one list: what came of each, and what would come. */
export function ExampleTable({ list, found }: { list: ListName; found: { count: number; examples: Example[] } }) {
  return (
    <>
      {found.count > found.examples.length && <p className="muted">{words.examples(found.examples.length, found.count)}</p>}
      <DataTable name={`replay-${list}`} label={words.lists[list]} columns={columns} rows={found.examples} rowKey={(e) => e.decision_id} empty={<Empty title={words.none[0]} hint={words.none[1]} />} csv={`${list}.csv`} find />
    </>
  )
}

function Message({ example: e }: { example: Example }) {
  if (!e.conversation_id) return <bdi dir="auto">{e.text}</bdi>
  return (
    <Link className="link" href={`/inbox/all/${e.conversation_id}`} title={words.open} dir="auto">
      {e.text}
    </Link>
  )
}

function Came({ outcome: o }: { outcome: Outcome }) {
  if (!o.step) return <span className="muted">{words.silence}</span>
  const said = saidBy(o)
  return (
    <span title={o.answer ?? undefined}>
      <span className="muted">
        {words.steps[o.step] ?? o.step}
        {o.step === 'faq' && ` · ${words.score(score.format(o.score))}`}{' '}
      </span>
      {o.step === 'faq' && o.faq_id ? (
        <Link className="link" href={`${faqsAt}/${o.faq_id}`} dir="auto">
          {said}
        </Link>
      ) : (
        <bdi dir="auto">{said}</bdi>
      )}
    </span>
  )
}

// Where no FAQ answers, the question is only the one that came nearest.
const saidBy = (o: Outcome) => (o.step === 'faq' ? o.question : o.answer) ?? ''

const inWords = (o: Outcome) => (o.step ? [words.steps[o.step] ?? o.step, o.step === 'faq' ? o.question : '', o.answer].filter(Boolean).join(': ') : words.silence)
