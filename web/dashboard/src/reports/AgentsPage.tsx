import '../style/reports.css'
import { Page } from '../parts/Page'
import { reports as words } from '../strings/reports'
import { useAddress } from '../url'
import { filtersOf, reportPath } from './address'
import { counts, named, times } from './columns'
import { Filters } from './Filters'
import { useTable } from './queries'
import { ReportTable } from './ReportTable'

/** What each agent did, and how long it took. A row leads to the agent's own charts. */
export function AgentsPage() {
  const filters = filtersOf(useAddress().searchParams)
  const c = filters.compare
  const columns = [
    named(words.columns.agent),
    ...counts(c, ['tickets_taken', words.columns.taken], ['tickets_resolved', words.columns.resolved], ['messages_agent', words.columns.messages]),
    ...times(c, (n) => n.first_response, 'first-response', words.columns.firstResponse, words.columns.firstResponseP90),
    ...times(c, (n) => n.resolution, 'resolution', words.columns.resolution, words.columns.resolutionP90),
  ]
  return (
    <Page title={words.title.agents} wide>
      <Filters report="agents" filters={filters} compares />
      <ReportTable report="agents" label={words.title.agents} filters={filters} query={useTable('agents', filters)} columns={columns} href={(r) => reportPath('overview', { ...filters, agent: r.id, campaign: '' })} empty={[words.noAgents, words.noAgentsHint]} />
    </Page>
  )
}
