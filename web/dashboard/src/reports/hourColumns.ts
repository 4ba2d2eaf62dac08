import type { Column } from '../parts/table/DataTable'
import { reports as words } from '../strings/reports'
import { hourOf } from './HeatMap'
import type { HourOfWeek } from './types'

const weekday = (h: Pick<HourOfWeek, 'weekday'>) => words.weekdays[h.weekday - 1] ?? ''

/** Which hour of the week a row is about. */
export const hourColumns: Column<Pick<HourOfWeek, 'weekday' | 'hour'>>[] = [
  { id: 'weekday', label: words.weekday, cell: weekday, text: weekday },
  { id: 'hour', label: words.hour, cell: (h) => hourOf(h.hour), text: (h) => hourOf(h.hour) },
]
