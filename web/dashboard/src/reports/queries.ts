import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call, withQuery } from '../api/client'
import { daysOf, type ReportFilters } from './address'
import type { Hours, Overview, Table } from './types'

/** The API's address of a report. */
export function apiPath(report: string, f: ReportFilters, format?: 'csv'): string {
  const { from, to } = daysOf(f, new Date())
  const whose = report === 'overview' ? { agent: f.agent, campaign: f.campaign } : {}
  const compared = report === 'hours' ? {} : { compare: f.compare ? 'previous' : '' }
  return withQuery(`/v1/reports/${report}`, { from, to, zone: f.zone, inbox: f.inbox, ...whose, ...compared, format })
}

/** What happened, step by step. */
export const useOverview = (f: ReportFilters) => useReport<Overview>('overview', f)
/** When in the week it happened. */
export const useHours = (f: ReportFilters) => useReport<Hours>('hours', f)
/** What agents, campaigns or FAQs did. */
export const useTable = (report: 'agents' | 'campaigns' | 'faqs', f: ReportFilters) => useReport<Table>(report, f)

function useReport<T>(report: string, f: ReportFilters) {
  const path = apiPath(report, f)
  return useQuery({
    queryKey: ['reports', path],
    // Other filters change the picture, they do not take it away.
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    queryFn: ({ signal }) => call<T>('GET', path, { signal }),
  })
}
