import type { Faq } from '../api/types'

const n = new Intl.NumberFormat()
const some = (count: number) => (count === 1 ? 'It' : `${n.format(count)} FAQs`)

/** Words of the list of FAQs and of one FAQ. */
export const faqs = {
  title: 'FAQs',
  table: 'FAQs',
  question: 'Question',
  related: 'Related questions',
  relatedHint: 'Other words that customers use for the same. Each is compared by itself. Several lines can be pasted at once.',
  relatedNumber: (i: number) => `Related question ${i}`,
  addRelated: 'Add a related question',
  removeRelated: (i: number) => `Remove related question ${i}`,
  answer: 'Answer',
  answerHint: 'Sent as it stands.',
  type: 'Type',
  typeHint: {
    general: 'A question about your business.',
    greeting: 'Answers a message that only says hello.',
    closing: 'Answers a message that only says thanks or goodbye.',
    filler: 'Sent when nothing else answers and the filler stands in the chain. It is compared with nothing.',
  } as Record<string, string>,
  types: { greeting: 'Greeting', general: 'General', closing: 'Closing', filler: 'Filler' } as Record<string, string>,
  status: 'Status',
  statuses: { draft: 'Draft', active: 'Active', archived: 'Archived' } as Record<string, string>,
  matches: 'Answers in 30 days',
  matchesShort: 'Matches, 30 d',
  relatedShort: 'Related',
  editedBy: 'Edited by',
  updated: 'Changed',
  created: 'Created',
  labels: 'Labels',
  labelsHint: 'Enter or a comma ends one.',

  add: 'FAQ',
  upload: 'Upload CSV',
  addTitle: 'Create an FAQ',
  readTitle: 'FAQ',
  toList: 'All FAQs',
  save: 'Save',
  saveDraft: 'Save as a draft',
  saved: 'Saved.',
  created_: 'Saved as a draft: it answers nobody until it is activated.',
  createdActive: 'It answers customers now.',
  saveActive: 'Save and activate',
  failed: 'The FAQs could not be loaded.',
  failedOne: 'The FAQ could not be loaded.',
  empty: ['No FAQs yet', 'Add the first question that your customers ask again and again, or upload a file of them.'] as [string, string],

  search: 'Search in questions and answers',
  anyType: 'Any type',
  anyStatus: 'Any status',
  label: 'Label',
  clear: 'Clear the filters',
  none: ['No FAQ matches', 'Nothing has all of these: clear a filter to see more.'] as [string, string],

  edit: 'Edit',
  open: 'Open',
  archive: 'Archive',
  restore: 'Restore',
  activate: 'Activate',
  clone: 'Clone',
  undo: 'Undo',
  undone: 'Undone.',
  did: {
    activate: (count: number) => `${some(count)} ${count === 1 ? 'answers' : 'answer'} customers now.`,
    archive: (count: number) => `${count === 1 ? 'Archived: it answers' : `${n.format(count)} FAQs archived: they answer`} nobody.`,
    restore: (count: number) => `${count === 1 ? 'Restored as a draft' : `${n.format(count)} FAQs restored as drafts`}.`,
    cloned: 'Copied into a new draft.',
  },
  notDone: (count: number, why: string) => (count === 1 ? why : `${n.format(count)} FAQs stay as they were: ${why}`),
  saveFirst: 'Save first: what you wrote is not saved.',
  ownEdit: 'You edited this last: somebody else has to activate it.',
  activeLocked: 'It is active, and an edit would answer customers at once. Clone it, edit the clone, and have that activated.',
  archivedHint: 'Archived: it answers nobody. Restored, it is a draft.',
  draftHint: 'A draft answers nobody. An approver activates it.',
  activeHint: 'It answers customers.',
  editedLast: (name: string, when: string) => `Edited last by ${name}, ${when}`,
  editedNobody: (when: string) => `Edited last ${when}`,
  version: (v: number) => `Version ${v}`,
  matchesOf: (count: number) => (count === 1 ? 'Answered once in 30 days' : `Answered ${n.format(count)} times in 30 days`),

  advice: 'Advice',
  adviceNone: 'Nothing to improve: complete sentences, enough context, no other FAQ too near.',
  adviceWaits: 'Write the question to get advice.',
  adviceBusy: 'Looking …',
  adviceFailed: 'No advice at the moment. It keeps nobody from saving.',
  adviceAbout: (field: string) => `About: ${field}`,
  tooNear: 'See that FAQ',
  fieldName: (field: string) => {
    const i = /^related_questions\[(\d+)\]$/.exec(field)?.[1]
    if (i !== undefined) return `Related question ${Number(i) + 1}`
    return ({ question: 'Question', related_questions: 'Related questions', answer: 'Answer', labels: 'Labels', type: 'Type', status: 'Status' } as Record<string, string>)[field] ?? field
  },
  fieldOf: (field: string) => {
    const i = /^related_questions\[(\d+)\]$/.exec(field)?.[1]
    if (i !== undefined) return `related question ${Number(i) + 1}`
    return ({ question: 'the question', related_questions: 'the related questions', answer: 'the answer', labels: 'the labels', type: 'the type' } as Record<string, string>)[field] ?? field
  },

  conflict: {
    title: (name: string | null) => `${name ?? 'Somebody'} saved this FAQ while you were editing it`,
    hint: (when: string) => `Saved ${when}. What you wrote is still here; nothing of theirs is overwritten until you save.`,
    theirs: 'Theirs',
    mine: 'Yours',
    field: 'Field',
    use: (field: string) => `Take this: ${field}`,
    useShort: 'Take this',
    keep: 'Keep mine',
    take: 'Take theirs',
    took: 'Yours are put aside.',
    bring: 'Bring mine back',
    nothing: '(nothing)',
  },
}

/** What a status means for an FAQ, in a sentence. */
export const statusHint = (status: Faq['status']) => ({ draft: faqs.draftHint, active: faqs.activeHint, archived: faqs.archivedHint })[status]
