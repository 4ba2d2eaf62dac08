import type { Faq } from '../api/types'
import type { FaqContent } from './types'

/** The parts of an FAQ that are written, in their order. */
export const fields = ['question', 'related_questions', 'answer', 'type', 'labels'] as const
export type Field = (typeof fields)[number]

/** What an FAQ says; an empty one for a new one. */
export function contentOf(faq: Faq | null): FaqContent {
  return {
    type: faq?.type ?? 'general',
    question: faq?.question ?? '',
    related_questions: faq?.related_questions ?? [],
    answer: faq?.answer ?? '',
    labels: faq?.labels ?? [],
  }
}

/** As it is saved: without lines that hold nothing. */
export function tidy(c: FaqContent): FaqContent {
  return {
    ...c,
    question: c.question.trim(),
    related_questions: c.related_questions.map((q) => q.trim()).filter(Boolean),
  }
}

/** The parts in which two differ. */
export function differing(a: FaqContent, b: FaqContent): Field[] {
  const [one, other] = [tidy(a), tidy(b)]
  return fields.filter((f) => JSON.stringify(one[f]) !== JSON.stringify(other[f]))
}

/** What a paste becomes: the text where it went, and each further line a question of its own; null where it is one line. */
export function pasted(questions: string[], at: number, text: string): string[] | null {
  const lines = text.split(/\r?\n/).map((l) => l.trim()).filter(Boolean)
  if (lines.length < 2) return null
  const first = (questions[at] ?? '').trim()
  return [...questions.slice(0, at), ...(first ? [first] : []), ...lines, ...questions.slice(at + 1)]
}
