import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useCampaigns, useInboxes } from '../inbox/setup'
import { may, useUser } from '../session'
import { reports as words } from '../strings/reports'
import { go } from '../url'
import { daysOf, reportPath, spans, zones, type ReportFilters } from './address'

interface Props {
  report: string
  filters: ReportFilters
  /** Whether the report is also of one agent or one campaign. */
  whose?: boolean
  /** Whether it can be compared with the days before. */
  compares?: boolean
}

/** Which days, by whose clock, of what; all of it lives in the address. */
export function Filters({ report, filters, whose, compares }: Props) {
  const set = (change: Partial<ReportFilters>) => go(reportPath(report, { ...filters, ...change }), { replace: true })
  const inboxes = [...useInboxes().values()]
  const { from, to } = daysOf(filters, new Date())
  const chosen = filters.from !== ''
  return (
    <div role="search" aria-label={words.filters} className="report-filters">
      <NativeSelect
        aria-label={words.days}
        value={chosen ? 'chosen' : filters.days}
        data={[...spans.map((n) => ({ value: String(n), label: words.last(n) })), { value: 'chosen', label: words.chosenDays }]}
        onChange={(e) => (e.currentTarget.value === 'chosen' ? set({ days: '', from, to }) : set({ days: e.currentTarget.value, from: '', to: '' }))}
      />
      {chosen && (
        <>
          <TextInput type="date" aria-label={words.from} value={from} max={to} onChange={(e) => e.currentTarget.value && set({ from: e.currentTarget.value })} />
          <TextInput type="date" aria-label={words.to} value={to} min={from} onChange={(e) => e.currentTarget.value && set({ to: e.currentTarget.value })} />
        </>
      )}
      <NativeSelect aria-label={words.zone} className="report-zone" value={filters.zone} data={zones(filters.zone)} onChange={(e) => set({ zone: e.currentTarget.value })} />
      {inboxes.length > 1 && (
        <NativeSelect
          aria-label={words.inbox}
          value={filters.inbox}
          data={[{ value: '', label: words.anyInbox }, ...inboxes.map((i) => ({ value: i.id, label: i.name }))]}
          onChange={(e) => set({ inbox: e.currentTarget.value })}
        />
      )}
      {whose && <Whose filters={filters} set={set} />}
      {compares && <Checkbox label={words.compare} checked={filters.compare} onChange={(e) => set({ compare: e.currentTarget.checked })} />}
    </div>
  )
}

/** One campaign, or what one did oneself. */
function Whose({ filters, set }: { filters: ReportFilters; set: (change: Partial<ReportFilters>) => void }) {
  const user = useUser()
  const campaigns = useCampaigns()
  return (
    <>
      {campaigns.length > 0 && !filters.agent && (
        <NativeSelect
          aria-label={words.campaign}
          value={filters.campaign}
          data={[{ value: '', label: words.anyCampaign }, ...campaigns.map((c) => ({ value: c.id, label: c.name }))]}
          onChange={(e) => set({ campaign: e.currentTarget.value, agent: '' })}
        />
      )}
      {(may(user, 'conversations:handle') || filters.agent === user.id) && (
        <Checkbox label={words.mine} checked={filters.agent === user.id} onChange={(e) => set({ agent: e.currentTarget.checked ? user.id : '', campaign: '' })} />
      )}
    </>
  )
}
