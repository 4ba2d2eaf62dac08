import { ActionIcon, Menu, NativeSelect, Popover, TextInput } from '@mantine/core'
import type { ComponentProps } from 'react'
import type { Status } from '../api/types'
import { Icon } from '../parts/icons'
import { common } from '../strings/common'
import { inbox as words } from '../strings/inbox'
import { go } from '../url'
import { filterCount, pathOf, type Filters, type Place, type Sort } from './place'
import { Views } from './Views'
import { useCampaigns, useInboxes } from './setup'

/** Search, filters and order of the list; all of them live in the address. */
export function ListHead({ place }: { place: Place }) {
  const set = (change: Partial<Filters>) => go(pathOf({ ...place, filters: { ...place.filters, ...change } }), { replace: true })
  const on = filterCount(place.filters)
  return (
    <div className="list-head">
      <h1>{common.places[place.view]}</h1>
      <div className="list-tools">
        <Search value={place.filters.q} onChange={(q) => set({ q })} />
        <SortMenu sort={place.filters.sort} onSort={(sort) => set({ sort })} />
        <Popover position="bottom-end" shadow="sm" withinPortal trapFocus>
          <Popover.Target>
            <ActionIcon variant={on ? 'light' : 'default'} size={36} aria-label={on ? words.filtersOn(on) : words.filters}>
              <Icon name="filter" />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <FilterForm filters={place.filters} set={set} />
            <Views place={place} />
          </Popover.Dropdown>
        </Popover>
      </div>
      <Chips filters={place.filters} set={set} />
    </div>
  )
}

function SortMenu({ sort, onSort }: { sort: Sort; onSort: (sort: Sort) => void }) {
  return (
    <Menu position="bottom-end" shadow="sm" withinPortal>
      <Menu.Target>
        <ActionIcon variant={sort === 'last_activity' ? 'default' : 'light'} size={36} aria-label={words.sortedBy(words.sorts[sort])} title={words.sortedBy(words.sorts[sort])}>
          <Icon name="sort" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div role="group" aria-label={words.sort}>
          <Menu.Label aria-hidden>{words.sort}</Menu.Label>
          {(Object.keys(words.sorts) as Sort[]).map((s) => (
            <Menu.Item key={s} component={RadioItem} aria-checked={s === sort} rightSection={s === sort ? <span aria-hidden>✓</span> : undefined} onClick={() => onSort(s)}>
              {words.sorts[s]}
            </Menu.Item>
          ))}
        </div>
      </Menu.Dropdown>
    </Menu>
  )
}

/** One of several in a menu, as a screen reader is told; Menu.Item by itself says it were a command. */
function RadioItem(props: ComponentProps<'button'>) {
  return <button type="button" {...props} role="menuitemradio" />
}

/** The filters that are on, each to be taken away by a click. */
function Chips({ filters, set }: { filters: Filters; set: (change: Partial<Filters>) => void }) {
  const inboxes = useInboxes()
  const campaigns = useCampaigns()
  const on: [keyof Filters, string, string][] = [
    ['status', words.status, common.status[filters.status as Status] ?? filters.status],
    ['campaign', words.campaign, campaigns.find((c) => c.id === filters.campaign)?.name || filters.campaign],
    ['label', words.label, filters.label],
    ['inbox_id', words.inbox, inboxes.get(filters.inbox_id)?.name ?? filters.inbox_id],
  ]
  const shown = on.filter(([name]) => filters[name])
  if (shown.length === 0) return null
  return (
    <div className="chips">
      {shown.map(([name, label, value]) => (
        <button key={name} type="button" className="chip" aria-label={words.unfilter(label, value)} onClick={() => set({ [name]: '' })}>
          <span className="cut" dir="auto">
            {value}
          </span>
          <span aria-hidden="true">×</span>
        </button>
      ))}
    </div>
  )
}

/** Every letter is asked for at once: the list of the letter before is no longer waited for, and its question is called off. */
function Search({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  return (
    <TextInput
      id="search"
      type="search"
      className="search"
      aria-label={words.search}
      placeholder={words.search}
      maxLength={200}
      leftSection={<Icon name="search" />}
      value={value}
      onChange={(e) => onChange(e.currentTarget.value)}
      onKeyDown={(e) => e.key === 'Escape' && (onChange(''), e.currentTarget.blur())}
    />
  )
}

function FilterForm({ filters, set }: { filters: Filters; set: (change: Partial<Filters>) => void }) {
  const inboxes = [...useInboxes().values()]
  const campaigns = useCampaigns()
  const any = { value: '', label: words.any }
  const select = (name: keyof Filters, label: string, data: { value: string; label: string }[]) => (
    <NativeSelect label={label} data={data} value={filters[name]} onChange={(e) => set({ [name]: e.currentTarget.value })} />
  )
  return (
    <div className="filters">
      {select('scope', words.scope, [{ value: '', label: words.scopes.latest }, { value: 'messages', label: words.scopes.messages }])}
      {select('status', words.status, [any, ...Object.entries(common.status).map(([value, label]) => ({ value, label }))])}
      {select('campaign', words.campaign, [any, ...campaigns.map((c) => ({ value: c.id, label: c.name || c.id }))])}
      {select('inbox_id', words.inbox, [any, ...inboxes.map((i) => ({ value: i.id, label: i.name }))])}
      <TextInput
        label={words.label}
        defaultValue={filters.label}
        maxLength={64}
        onBlur={(e) => set({ label: e.currentTarget.value.trim() })}
        onKeyDown={(e) => e.key === 'Enter' && set({ label: e.currentTarget.value.trim() })}
      />
      <button type="button" className="link" onClick={() => set({ status: '', label: '', campaign: '', inbox_id: '' })}>
        {words.clear}
      </button>
    </div>
  )
}
