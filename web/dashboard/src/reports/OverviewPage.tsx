import { Button } from '@mantine/core'
import { Empty } from '../parts/states'
import { instantOf } from '../parts/time'
import { reports as words } from '../strings/reports'
import { go, useAddress } from '../url'
import { filtersOf, reportPath } from './address'
import { Charts } from './Charts'
import { Filters } from './Filters'
import { useOverview } from './queries'
import { Report } from './Report'
import { Tiles } from './Tiles'
import type { Overview } from './types'

/** What happened: the numbers of the days, and how they came about step by step. */
export function OverviewPage() {
  const filters = filtersOf(useAddress().searchParams)
  return (
    <Report title={words.title.overview} filters={<Filters report="overview" filters={filters} whose compares />} query={useOverview(filters)}>
      {(o) => (
        <>
          <Tiles overview={o} one={filters.agent !== '' || filters.campaign !== ''} agent={filters.agent !== ''} />
          {quiet(o) ? (
            <Empty title={words.nothing} hint={words.nothingHint}>
              {filters.days !== '365' && (
                <Button variant="default" size="compact-sm" onClick={() => go(reportPath('overview', { ...filters, days: '365', from: '', to: '' }), { replace: true })}>
                  {words.lookBack}
                </Button>
              )}
            </Empty>
          ) : (
            <Charts overview={o} agent={filters.agent !== ''} one={filters.agent !== '' || filters.campaign !== ''} />
          )}
          <p className="muted">{o.now.counted_at ? words.counted(instantOf(o.now.counted_at)) : words.notCounted}</p>
        </>
      )}
    </Report>
  )
}

/** Whether there is nothing to draw. */
function quiet({ total: n }: Overview): boolean {
  return n.messages_in + n.messages_agent + n.messages_auto + n.messages_campaign + n.tickets_opened + n.tickets_resolved + n.tickets_inactive + n.bursts === 0
}
