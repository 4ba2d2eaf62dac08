import type { ReactNode } from 'react'

/** What a table says of each of its rows. */
export interface Column<T> {
  id: string
  label: string
  /** What is seen. */
  cell: (row: T) => ReactNode
  /** What the CSV has, what the find field looks through and what a table without `onSort` sorts by: an instant as ISO 8601, a number in full. */
  text: (row: T) => string
  /** Whether it can be sorted by. Without `onSort` every column can, but for those that say false. */
  sort?: boolean
  /** Pressed first, the largest or the latest comes first. */
  descFirst?: boolean
  /** Numbers stand at the end, so that their digits are in line. */
  align?: 'end'
  /** In pixels; the columns without one share what is left. */
  width?: number
  /** Whether it is seen until somebody chooses otherwise; not said is yes. */
  chosen?: boolean
}

/** By which column, and in which direction. */
export interface Sort {
  id: string
  desc: boolean
}

/** Something that can be done with a row: in its menu, and in the palette while the row is pointed at. */
export interface RowAction {
  label: string
  run: () => void
  danger?: boolean
  off?: boolean
}
