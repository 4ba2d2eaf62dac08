import '../../style/calendars.css'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client'
import { Page } from '../../parts/Page'
import { Failed, Skeletons } from '../../parts/states'
import { calendars as words } from '../../strings/calendars'
import { useAddress } from '../../url'
import { calendarsAt, type Calendar } from '../quick/types'
import { CalendarEditor } from './CalendarEditor'
import { CalendarList } from './CalendarList'

/** The calendars of business hours: the list, one of them, or a new one, as the address says. */
export function CalendarsPage() {
  const id = useAddress().pathname.split('/')[4] ?? ''
  if (id === 'new') return <CalendarEditor now={null} />
  return id ? <One key={id} id={id} /> : <CalendarList />
}

function One({ id }: { id: string }) {
  const calendar = useQuery({ queryKey: ['calendar', id], refetchInterval: 15_000, queryFn: ({ signal }) => call<Calendar>('GET', `/v1/calendars/${id}`, { signal }) })
  if (calendar.data) return <CalendarEditor now={calendar.data} />
  return (
    <Page wide title={words.readTitle} back={{ href: calendarsAt, label: words.toList }}>
      {calendar.isPending && <Skeletons rows={6} className="skeleton-row" />}
      {calendar.isError && <Failed title={words.failedOne} error={calendar.error} retry={() => void calendar.refetch()} />}
    </Page>
  )
}
