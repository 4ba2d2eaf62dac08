/** What narrows the log; '' is everything. */
export interface AuditFilters {
  actor: string
  /** A kind of action, such as `user`. */
  action: string
  /** Days, as 2026-01-31, of the reader's own time. */
  since: string
  until: string
  /** One thing, such as `user/<id>`. */
  about: string
}

const names = ['actor', 'action', 'since', 'until', 'about'] as const
const day = /^\d{4}-\d{2}-\d{2}$/

/** The filters of an address; what the API would refuse is left out. */
export function filtersOf(search: URLSearchParams): AuditFilters {
  const f: AuditFilters = { actor: '', action: '', since: '', until: '', about: '' }
  for (const name of names) f[name] = (search.get(name) ?? '').trim().slice(0, 64)
  for (const name of ['since', 'until'] as const) if (!day.test(f[name]) || Number.isNaN(Date.parse(f[name]))) f[name] = ''
  return f
}

/** The address of the log under filters. */
export function pathOf(f: AuditFilters): string {
  const query = new URLSearchParams()
  for (const name of names) if (f[name]) query.set(name, f[name])
  return query.size ? `/settings/audit?${query}` : '/settings/audit'
}

/** The same for the API: days become instants, the last day with all of it. */
export function asked(f: AuditFilters): Record<string, string> {
  const [kind = '', id = ''] = f.about.split('/')
  const after = f.until ? new Date(`${f.until}T00:00`) : null
  after?.setDate(after.getDate() + 1)
  return {
    actor: f.actor,
    action: f.action,
    object_kind: kind,
    object_id: id,
    since: f.since ? new Date(`${f.since}T00:00`).toISOString() : '',
    until: after?.toISOString() ?? '',
  }
}

/** Whether anything narrows it. */
export const narrowed = (f: AuditFilters) => names.some((name) => f[name] !== '')
