import { useMemo, useRef, useState, type ReactNode } from 'react'
import { table as words } from '../../strings/table'
import { go } from '../../url'
import { Empty, Failed, Skeletons } from '../states'
import { useChoice } from './choice'
import type { Column, RowAction, Sort } from './column'
import { Body } from './Body'
import { Head } from './Head'
import { LoadMore, type More } from './LoadMore'
import { usePointer } from './pointer'
import { useSelection, type Selection } from './selection'
import { Toolbar } from './Toolbar'
import { useLocalView } from './view'
import { useWindow } from './window'

export type { Column, RowAction, Sort } from './column'

export interface TableProps<T> {
  /** The table's name: its chosen columns, and its sort in the address, go by it. */
  name: string
  /** What it is a table of, for those who do not see it. */
  label: string
  columns: Column<T>[]
  rows: T[] | undefined
  rowKey: (row: T) => string
  /** Where a row leads. */
  href?: (row: T) => string
  isPending?: boolean
  error?: unknown
  retry?: () => void
  /** What is there instead of no rows: an Empty. */
  empty: ReactNode
  /** The order that the server gives; without onSort the table sorts by itself. */
  sort?: Sort | null
  onSort?: (sort: Sort | null) => void
  more?: More
  /** How many there are, where more exist than were loaded. */
  count?: number | undefined
  actions?: (row: T) => RowAction[]
  selection?: Selection
  /** The name of the file, or the address of one that the server makes of all rows. */
  csv?: string | { href: string }
  /** A field that finds within the rows; for tables that have all of them. */
  find?: boolean
  /** Filters, at the beginning of the bar above the table. */
  filters?: ReactNode
  /** Another table of the page has the keys. */
  quiet?: boolean
}

/** A table: sorts, finds, chooses columns, gives CSV, goes by keyboard, and draws only what is seen of many rows. */
export function DataTable<T>(props: TableProps<T>) {
  const { name, label, columns, rowKey, href, more, actions, selection } = props
  const loaded = useMemo(() => props.rows ?? [], [props.rows])
  const local = useLocalView(name, columns, loaded)
  const server = props.onSort
  const rows = server ? loaded : local.shown
  const { seen, choose } = useChoice(name, columns)
  const box = useRef<HTMLDivElement>(null)
  const view = useWindow(rows.length, box)
  const keys = useMemo(() => rows.map(rowKey), [rows])
  const picked = useSelection(keys, selection)
  const [menu, setMenu] = useState<string | null>(null)
  const pointer = usePointer({
    keys,
    box,
    scroll: view.scroll,
    open: href && ((i) => go(href(rows[i] as T))),
    select: selection && ((i) => picked.toggle(keys[i] as string, false)),
    actions: actions && ((i) => actions(rows[i] as T)),
    menu: setMenu,
    off: props.quiet ?? false,
  })
  // Part of the rows in an order would not be the first of all in that order.
  const sortable = (c: Column<T>) => (server ? !!c.sort : c.sort !== false && !more?.has)
  const sort = server ? (props.sort ?? null) : local.sort
  const setSort = server ?? local.setSort

  return (
    <section className="data" aria-label={label}>
      <Toolbar {...{ name, columns, seen, choose, rows, sort, setSort, sortable }} loaded={loaded.length} count={props.count} more={more?.has ?? false} csv={props.csv} filters={props.filters} find={props.find && loaded.length > 0 ? local : undefined} selection={selection} />
      <div className="data-box" ref={box} tabIndex={rows.length > 0 ? 0 : undefined} role="group" aria-label={label}>
        {props.isPending && <Skeletons rows={6} className="data-skeleton" />}
        {!!props.error && loaded.length === 0 && <Failed title={words.failed} error={props.error} retry={() => props.retry?.()} />}
        {!props.isPending && !props.error && loaded.length === 0 && props.empty}
        {loaded.length > 0 && rows.length === 0 && (
          <Empty title={words.nothing[0]} hint={words.nothing[1]}>
            <button type="button" className="link" onClick={() => local.setWords('')}>
              {words.clearFind}
            </button>
          </Empty>
        )}
        {rows.length > 0 && (
          <table role="table" aria-label={label} aria-rowcount={more?.has ? -1 : rows.length + 1} style={{ minInlineSize: least(seen) }}>
            <Head {...{ seen, sort, setSort, sortable, picked }} select={!!selection} acts={!!actions} />
            <Body {...{ rows, keys, seen, href, actions, view, picked, pointer, menu, setMenu }} select={!!selection} />
          </table>
        )}
        {more?.has && <LoadMore more={more} box={box} />}
      </div>
    </section>
  )
}

/** The width below which a table scrolls within its box rather than squeeze. */
function least<T>(columns: Column<T>[]): number {
  return columns.reduce((sum, c, i) => sum + (c.width ?? (i === 0 ? 200 : 120)), 0)
}
