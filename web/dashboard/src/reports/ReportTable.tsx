import { DataTable, type Column } from '../parts/table/DataTable'
import { Empty } from '../parts/states'
import { apiPath, useTable } from './queries'
import type { ReportFilters } from './address'
import type { Row } from './types'

interface Props {
  report: 'agents' | 'campaigns' | 'faqs'
  label: string
  filters: ReportFilters
  query: ReturnType<typeof useTable>
  columns: Column<Row>[]
  href: (row: Row) => string
  empty: [title: string, hint: string]
}

/** A table of a report; its CSV is the server's, of all rows. */
export function ReportTable({ report, label, filters, query, columns, href, empty }: Props) {
  return (
    <DataTable
      name={`report-${report}`}
      label={label}
      columns={columns}
      rows={query.data?.items}
      rowKey={(r) => r.id}
      href={href}
      isPending={query.isPending}
      error={query.error}
      retry={() => void query.refetch()}
      empty={<Empty title={empty[0]} hint={empty[1]} />}
      csv={{ href: apiPath(report, filters, 'csv') }}
      find
    />
  )
}
