import '../style/reports.css'
import type { ReactNode } from 'react'
import { Page } from '../parts/Page'
import { Failed, Skeletons } from '../parts/states'
import { reports as words } from '../strings/reports'

interface Query<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  isPlaceholderData: boolean
  refetch: () => unknown
}

interface Props<T> {
  title: string
  filters: ReactNode
  query: Query<T>
  children: (data: T) => ReactNode
}

/** A report: its filters stay where they are while what is below loads, or fails. */
export function Report<T>({ title, filters, query, children }: Props<T>) {
  return (
    <Page title={title} wide>
      {filters}
      {query.isPending && <Skeletons rows={4} className="report-skeleton" />}
      {!!query.error && query.data === undefined && <Failed title={words.failed} error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && (
        <div className="report" aria-busy={query.isPlaceholderData}>
          {children(query.data)}
        </div>
      )}
    </Page>
  )
}
