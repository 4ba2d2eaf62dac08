import type { components } from '../../api/schema.gen'
import { autoresponders as words } from '../../strings/autoresponders'

type Schemas = components['schemas']
export type Responders = Schemas['Responders']
export type Step = Schemas['Step']
export type StepState = Schemas['StepState']

/** Whether two orders are the same. */
export const sameOrder = (a: Step[], b: Step[]) => a.join() === b.join()

/** An order as it is said. */
export const namedOrder = (order: Step[]) => order.map((s) => words.names[s] ?? s).join(' → ') || words.conflict.none

/** What is worth knowing about an order before it is saved. */
export function warningOf(order: Step[]): 'empty' | 'quickFirst' | 'fillerEarly' | 'first' | null {
  const at = (step: Step) => order.indexOf(step)
  if (order.length === 0) return 'empty'
  if (at('filler') >= 0 && at('filler') < order.length - 1) return 'fillerEarly'
  if (at('quick_reply') >= 0 && at('faq') > at('quick_reply')) return 'quickFirst'
  return order.length > 1 ? 'first' : null
}
