import '../style/reports.css'
import { Funnel } from '../parts/Funnel'
import { Page } from '../parts/Page'
import { reports as words } from '../strings/reports'
import { useAddress } from '../url'
import { filtersOf } from './address'
import { counts, named } from './columns'
import { Filters } from './Filters'
import { useTable } from './queries'
import { ReportTable } from './ReportTable'
import type { Row } from './types'

const stages = [
  ['messages_campaign', words.columns.sent],
  ['delivered', words.columns.delivered],
  ['read', words.columns.read],
  ['replied', words.columns.replied],
  ['settled', words.columns.settled],
] as const

/** How far the messages of campaigns came. A row leads to the campaign. */
export function CampaignsReportPage() {
  const filters = filtersOf(useAddress().searchParams)
  const query = useTable('campaigns', filters)
  const rows = query.data?.items ?? []
  const sum = (id: (typeof stages)[number][0]) => rows.reduce((n: number, r: Row) => n + r.numbers[id], 0)
  return (
    <Page title={words.title.campaigns} wide>
      <Filters report="campaigns" filters={filters} compares />
      {rows.length > 0 && (
        <div className="report-funnel">
          <h2>{words.funnel}</h2>
          <Funnel label={words.funnel} words={words.funnelWords} stages={stages.map(([id, label]) => ({ id, label, count: sum(id) }))} />
        </div>
      )}
      <ReportTable
        report="campaigns"
        label={words.title.campaigns}
        filters={filters}
        query={query}
        columns={[named(words.columns.campaign), ...counts(filters.compare, ...stages.map(([id, label]): [typeof id, string] => [id, label]), ['failed', words.columns.failed])]}
        href={(r) => `/campaigns/${r.id}`}
        empty={[words.noCampaigns, words.noCampaignsHint]}
      />
    </Page>
  )
}
