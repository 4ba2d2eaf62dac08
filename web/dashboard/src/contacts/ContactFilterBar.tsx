import { NativeSelect } from '@mantine/core'
import { useInboxes } from '../inbox/setup'
import { Typed } from '../parts/Typed'
import { common } from '../strings/common'
import { contacts as words } from '../strings/contacts'
import { everything, narrowed, put, type Filters } from './filters'

/** By words, last ticket, inbox, channel, label and consent. */
export function ContactFilterBar({ filters }: { filters: Filters }) {
  const inboxes = [...useInboxes().values()]
  const set = (change: Partial<Filters>) => put({ ...filters, ...change })
  const choose = (name: keyof Filters, label: string, any: string, options: [string, string][]) => (
    <NativeSelect
      aria-label={label}
      data={[{ value: '', label: any }, ...options.map(([value, text]) => ({ value, label: text }))]}
      value={filters[name]}
      onChange={(e) => set({ [name]: e.currentTarget.value })}
    />
  )
  return (
    <div role="search" className="data-filters contact-filters">
      <Typed label={words.search} max={200} value={filters.q} onChange={(q) => set({ q })} />
      {choose('status', words.columns.status, words.anyStatus, Object.entries(common.status))}
      {inboxes.length > 1 && choose('inbox_id', words.columns.inbox, words.anyInbox, inboxes.map((i) => [i.id, i.name]))}
      {choose('channel', words.columns.channel, words.anyChannel, Object.entries(words.channels))}
      {choose('opted_out', words.columns.consent, words.anyConsent, [
        ['yes', words.optedOut],
        ['no', words.notOptedOut],
      ])}
      <Typed label={words.label} max={64} value={filters.label} onChange={(label) => set({ label })} />
      {narrowed(filters) && (
        <button type="button" className="link" onClick={() => put({ ...everything, sort: filters.sort })}>
          {words.clear}
        </button>
      )}
    </div>
  )
}
