import type { components } from '../../api/schema.gen'
import { sameOrder, type Step } from '../autoresponders/chain'

type Schemas = components['schemas']
export type Replay = Schemas['Replay']
export type Example = Schemas['ReplayExample']
export type Outcome = Schemas['ReplayOutcome']

/** Where changes are tried. */
export const replayAt = '/setup/autoresponders/replay'

/** A change that is tried: what is '' or null or empty stays as it is. */
export interface Change {
  days: number
  calibration: '' | 'balanced' | 'cautious'
  threshold: number | null
  order: Step[] | null
  /** The order that was in force when another one was tried; null until it is. */
  seen: Step[] | null
  /** Ids of drafts, and of FAQs that would be archived. */
  activate: string[]
  remove: string[]
}

/** The lists of a result. */
export const lists = ['newly', 'no_longer', 'differently'] as const
export type ListName = (typeof lists)[number]

const steps: readonly string[] = ['faq', 'quick_reply', 'filler']

const stepsOf = (text: string | null) => (text === null ? null : ([...new Set(text.split(',').filter((s) => steps.includes(s)))] as Step[]))

/** The change that an address names; what the API would refuse is left out. */
export function changeOf(search: URLSearchParams): Change {
  const days = Number(search.get('days') ?? 30)
  const threshold = search.get('threshold')
  const calibration = search.get('calibration') ?? ''
  const order = stepsOf(search.get('order'))
  const ids = (name: string) => [...new Set((search.get(name) ?? '').split(',').filter((id) => /^[0-9a-f-]{36}$/.test(id)))].slice(0, 200)
  return {
    days: Number.isInteger(days) && days >= 1 && days <= 30 ? days : 30,
    calibration: calibration === 'balanced' || calibration === 'cautious' ? calibration : '',
    threshold: threshold && Number(threshold) >= 0 && Number(threshold) <= 1 ? Number(threshold) : null,
    order,
    seen: order && stepsOf(search.get('seen')),
    activate: ids('activate'),
    remove: ids('remove'),
  }
}

/** The address of a change, and of its result. */
export function replayPath(c: Change, id = '', list: ListName = 'newly'): string {
  const query = new URLSearchParams()
  if (c.days !== 30) query.set('days', String(c.days))
  if (c.threshold !== null) query.set('threshold', String(c.threshold))
  else if (c.calibration) query.set('calibration', c.calibration)
  if (c.order) query.set('order', c.order.join())
  if (c.order && c.seen) query.set('seen', c.seen.join())
  if (c.activate.length > 0) query.set('activate', c.activate.join())
  if (c.remove.length > 0) query.set('remove', c.remove.join())
  if (list !== 'newly') query.set('list', list)
  const path = id ? `${replayAt}/${id}` : replayAt
  return query.size ? `${path}?${query}` : path
}

/** Whether nothing would be different. */
export const nothing = (c: Change) => !c.calibration && c.threshold === null && !c.order && c.activate.length === 0 && c.remove.length === 0

/** Whether the chain in force is neither the one on which another order was tried nor that order: somebody has set it since. */
export const overtaken = (c: Change, now: Step[]) => c.order !== null && c.seen !== null && !sameOrder(now, c.seen) && !sameOrder(now, c.order)

/** As the API takes it. */
export function requestOf(c: Change) {
  return {
    days: c.days,
    ...(c.threshold !== null ? { threshold: c.threshold } : c.calibration ? { calibration: c.calibration } : {}),
    ...(c.order ? { order: c.order } : {}),
    ...(c.activate.length + c.remove.length > 0 ? { faqs: { activate: c.activate, remove: c.remove } } : {}),
  }
}
