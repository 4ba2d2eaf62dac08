import { NativeSelect, TextInput } from '@mantine/core'
import { useAll } from '../../api/all'
import { audit as words } from '../../strings/audit'
import { go } from '../../url'
import type { ApiKey, ListedUser } from '../types'
import { narrowed, pathOf, type AuditFilters } from './filters'

/** By whom, what kind of thing, and in which days. */
export function AuditFilterBar({ filters, users }: { filters: AuditFilters; users: ListedUser[] }) {
  const keys = useAll<ApiKey>('api-keys', '/v1/api-keys')
  const set = (change: Partial<AuditFilters>) => go(pathOf({ ...filters, ...change }), { replace: true })
  const actors = [
    { value: '', label: words.anybody },
    ...users.map((u) => ({ value: `user/${u.id}`, label: u.name })),
    ...(keys.data ?? []).map((k) => ({ value: `key/${k.id}`, label: words.keyNamed(k.name) })),
    ...Object.entries(words.actors).map(([value, label]) => ({ value, label })),
  ]
  const kinds = [{ value: '', label: words.anything }, ...Object.entries(words.kinds).map(([value, label]) => ({ value, label }))]
  return (
    <div role="search" className="data-filters">
      <NativeSelect aria-label={words.who} data={actors} value={filters.actor} onChange={(e) => set({ actor: e.currentTarget.value })} />
      <NativeSelect aria-label={words.what} data={kinds} value={filters.action} onChange={(e) => set({ action: e.currentTarget.value })} />
      <label className="beside">
        {words.since}
        <TextInput type="date" value={filters.since} max={filters.until} onChange={(e) => set({ since: e.currentTarget.value })} />
      </label>
      <label className="beside">
        {words.until}
        <TextInput type="date" value={filters.until} min={filters.since} onChange={(e) => set({ until: e.currentTarget.value })} />
      </label>
      {narrowed(filters) && (
        <button type="button" className="link" onClick={() => go('/settings/audit', { replace: true })}>
          {words.clear}
        </button>
      )}
    </div>
  )
}
