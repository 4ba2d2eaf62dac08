import { actions, audit as words, type Said } from '../../strings/audit'
import { common } from '../../strings/common'
import { users } from '../../strings/users'
import type { AuditEntry } from '../types'

/** Who did it, as they are called now. */
export function who({ actor }: AuditEntry): string {
  if (actor.kind === 'user') return actor.name || words.userGone
  if (actor.kind === 'key') return actor.name ? words.keyNamed(actor.name) : words.keyGone
  return words.actors[actor.kind] ?? actor.kind
}

/** What was done, as a sentence without its subject. names are users by id. */
export function what(entry: AuditEntry, names: Map<string, string>): string {
  const { action, object, detail } = entry
  const said: Said = {
    name: object.name,
    from: listed(detail['from']),
    to: listed(detail['to']),
    owner: names.get(String(detail['owner_id'] ?? '')) ?? '',
    by: String(detail['by'] ?? ''),
    reason: String(detail['reason'] ?? '').replaceAll('_', ' '),
    method: words.methods[String(detail['method'] ?? '')] ?? '',
  }
  // A newer Parley may have logged what this page has no sentence for.
  const [kind = '', done = ''] = action.split('.')
  return actions[action]?.(said) ?? [(words.kinds[kind] ?? kind) + ':', done.replaceAll('_', ' '), object.name].filter(Boolean).join(' ')
}

/** Where the thing can be seen, if it can be. */
export function where({ object, action }: AuditEntry): string | null {
  const exists = action !== 'conversation.signal_dropped'
  const path = exists && object.id && at[object.kind]
  return path ? `${path}/${encodeURIComponent(object.id)}` : null
}

const at: Record<string, string> = {
  conversation: '/inbox/all',
  user: '/settings/users',
  faq: '/setup/autoresponders/faqs',
  campaign: '/campaigns',
}

const wordOf: Record<string, string> = { ...users.roleNames, ...common.status, ...words.steps }

function listed(value: unknown): string {
  const all = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
  return all.map((v) => wordOf[String(v)] ?? String(v)).join(', ') || words.nothing
}
