import type { Faq } from '../api/types'
import type { Column } from '../parts/table/DataTable'
import { instantOf } from '../parts/time'
import { faqs as words } from '../strings/faqs'
import { FaqStatus } from './FaqStatus'

const format = new Intl.NumberFormat()

/** What the table of FAQs says of each. */
export const faqColumns: Column<Faq>[] = [
  {
    id: 'question',
    label: words.question,
    sort: true,
    cell: (f) => <bdi dir="auto">{f.question}</bdi>,
    text: (f) => f.question,
  },
  { id: 'type', label: words.type, width: 100, cell: (f) => words.types[f.type] ?? f.type, text: (f) => f.type },
  { id: 'status', label: words.status, width: 104, cell: (f) => <FaqStatus status={f.status} />, text: (f) => f.status },
  {
    id: 'labels',
    label: words.labels,
    width: 160,
    cell: (f) => <bdi dir="auto">{f.labels.join(', ')}</bdi>,
    text: (f) => f.labels.join('|'),
  },
  { id: 'matches', label: words.matchesShort, width: 132, align: 'end', sort: true, descFirst: true, cell: (f) => format.format(f.matches_30d), text: (f) => String(f.matches_30d) },
  { id: 'updated', label: words.updated, width: 180, sort: true, descFirst: true, cell: (f) => instantOf(f.updated_at), text: (f) => f.updated_at },
  { id: 'related', label: words.relatedShort, width: 90, align: 'end', chosen: false, cell: (f) => f.related_questions.length, text: (f) => String(f.related_questions.length) },
  { id: 'edited_by', label: words.editedBy, width: 160, chosen: false, cell: (f) => <bdi dir="auto">{f.edited_by_name}</bdi>, text: (f) => f.edited_by_name ?? '' },
  { id: 'created', label: words.created, width: 180, chosen: false, sort: true, descFirst: true, cell: (f) => instantOf(f.created_at), text: (f) => f.created_at },
]
