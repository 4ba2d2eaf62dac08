import { Link } from '../../parts/Link'
import type { Column } from '../../parts/table/DataTable'
import { faqs } from '../../strings/faqs'
import { imports as words } from '../../strings/imports'
import { faqsAt } from '../address'
import type { ImportRow } from '../types'

const hue: Record<ImportRow['verdict'], string> = { pending: 'resolved', created: 'active', updated: 'new', unchanged: 'resolved', rejected: 'pending' }
const fieldOf = (r: ImportRow) => (r.field ? faqs.fieldName(r.field) : '')
const adviceOf = (r: ImportRow) => r.advice.map((a) => a.advice).join(' ')

/** What the table of a file's rows says of each. */
export const rowColumns: Column<ImportRow>[] = [
  { id: 'row', label: words.row, width: 70, align: 'end', cell: (r) => r.row, text: (r) => String(r.row) },
  { id: 'line', label: words.line, width: 70, align: 'end', cell: (r) => r.line, text: (r) => String(r.line) },
  {
    id: 'verdict',
    label: words.verdict,
    width: 110,
    cell: (r) => <span className={`status status-${hue[r.verdict]}`}>{words.verdicts[r.verdict]}</span>,
    text: (r) => words.verdicts[r.verdict] ?? r.verdict,
  },
  {
    id: 'question',
    label: words.question,
    width: 320,
    cell: (r) =>
      r.faq_id && r.verdict !== 'rejected' ? (
        <Link href={`${faqsAt}/${r.faq_id}`} dir="auto">
          {r.question}
        </Link>
      ) : (
        <bdi dir="auto">{r.question}</bdi>
      ),
    text: (r) => r.question ?? '',
  },
  { id: 'field', label: words.field, width: 150, cell: fieldOf, text: fieldOf },
  { id: 'reason', label: words.reason, width: 320, cell: (r) => <span title={r.reason ?? ''}>{r.reason}</span>, text: (r) => r.reason ?? '' },
  { id: 'advice', label: words.advice, width: 320, cell: (r) => <span title={adviceOf(r)}>{adviceOf(r)}</span>, text: adviceOf },
]
