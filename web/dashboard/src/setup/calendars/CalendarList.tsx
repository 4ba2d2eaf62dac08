import { Button } from '@mantine/core'
import { useCommands } from '../../frame/commands'
import { Page } from '../../parts/Page'
import { Empty } from '../../parts/states'
import { DataTable, type Column } from '../../parts/table/DataTable'
import { instantOf } from '../../parts/time'
import { may, useUser } from '../../session'
import { calendars as words } from '../../strings/calendars'
import { go } from '../../url'
import { useCalendars, useQuickReplies } from '../quick/queries'
import { calendarsAt, type Calendar } from '../quick/types'
import { stretchesOf } from '../quick/week'
import { useDeletion } from './useDeletion'

/** All calendars, with the quick replies that go by each. */
export function CalendarList() {
  const list = useCalendars()
  const replies = useQuickReplies().data ?? []
  const edits = may(useUser(), 'content:edit')
  const remove = useDeletion()
  const add = () => go(`${calendarsAt}/new`)
  useCommands([{ id: 'calendar-new', keys: 'n', label: words.addTitle, group: 'other', run: add, off: !edits }])
  const usedBy = (c: Calendar) => replies.filter((q) => q.when.outside_hours_of === c.id)
  const hours = (c: Calendar) => stretchesOf(c.open).reduce((sum, s) => sum + s.to - s.from, 0) / 60
  const names = (c: Calendar) => usedBy(c).map((q) => q.name).join(', ')
  const columns: Column<Calendar>[] = [
    { id: 'name', label: words.name, text: (c) => c.name, cell: (c) => <bdi>{c.name}</bdi> },
    { id: 'zone', label: words.zone, width: 170, text: (c) => c.zone, cell: (c) => c.zone },
    { id: 'open', label: words.open, width: 140, text: (c) => String(hours(c)), cell: (c) => words.hoursAWeek(hours(c)) },
    { id: 'holidays', label: words.holidayCount, width: 90, align: 'end', text: (c) => String(c.holidays.length), cell: (c) => c.holidays.length },
    { id: 'used', label: words.usedBy, text: names, cell: (c) => <bdi>{names(c)}</bdi> },
    { id: 'changed', label: words.changed, width: 180, text: (c) => c.updated_at, cell: (c) => instantOf(c.updated_at) },
  ]
  return (
    <Page wide title={words.title} actions={edits && <Button onClick={add}>+ {words.add}</Button>}>
      <DataTable
        name="calendars"
        label={words.title}
        columns={columns}
        rows={list.data}
        rowKey={(c) => c.id}
        href={(c) => `${calendarsAt}/${c.id}`}
        isPending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        empty={
          <Empty title={words.empty[0]} hint={words.empty[1]}>
            {edits && <Button onClick={add}>{words.addTitle}</Button>}
          </Empty>
        }
        {...(edits && {
          actions: (c: Calendar) => [
            { label: words.edit, run: () => go(`${calendarsAt}/${c.id}`) },
            { label: words.delete, danger: true, run: () => void remove(c) },
          ],
        })}
        csv="calendars.csv"
        find
      />
    </Page>
  )
}
