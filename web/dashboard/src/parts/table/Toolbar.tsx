import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { table as words } from '../../strings/table'
import type { Column, Sort } from './column'
import { ColumnChoice } from './ColumnChoice'
import { csvOf, download } from './csv'
import { sortOf, sortText } from './order'
import type { Selection } from './selection'

interface Props<T> {
  name: string
  columns: Column<T>[]
  seen: Column<T>[]
  choose: (id: string, on: boolean) => void
  rows: T[]
  /** How many rows were loaded, and how many there are. */
  loaded: number
  count: number | undefined
  more: boolean
  sort: Sort | null
  setSort: (sort: Sort | null) => void
  sortable: (column: Column<T>) => boolean
  csv: string | { href: string } | undefined
  filters: ReactNode
  find: { words: string; setWords: (words: string) => void } | undefined
  selection: Selection | undefined
}

const format = new Intl.NumberFormat()

/** The bar above a table: find and filters, or what can be done with the selected rows; how many there are; columns and CSV. */
export function Toolbar<T>(p: Props<T>) {
  const { rows, loaded, sort, selection } = p
  const shown = format.format(rows.length)
  const all = p.count ?? loaded
  const partial = p.more && (p.count ?? 0) <= rows.length
  const sorted = p.columns.filter(p.sortable)
  return (
    <div className="data-bar">
      {selection && selection.ids.size > 0 ? (
        <>
          <strong role="status">{words.selected(format.format(selection.ids.size))}</strong>
          {selection.actions}
          <button type="button" className="link" onClick={() => selection.set(new Set())}>
            {words.clearSelection}
          </button>
        </>
      ) : (
        <>
          {p.find && <TextInput type="search" className="data-find" aria-label={words.find} placeholder={words.find} value={p.find.words} onChange={(e) => p.find?.setWords(e.currentTarget.value)} dir="auto" />}
          {p.filters}
        </>
      )}
      <span className="gap" />
      {sorted.length > 1 && rows.length > 1 && (
        <NativeSelect
          className="data-sort-choice"
          aria-label={words.sortBy}
          value={sortText(sort)}
          data={[{ value: '', label: words.unsorted }, ...sorted.flatMap((c) => [{ value: c.id, label: c.label }, { value: `-${c.id}`, label: words.descending(c.label) }])]}
          onChange={(e) => p.setSort(sortOf(e.currentTarget.value, p.columns))}
        />
      )}
      {rows.length > 0 && (
        <span className="muted data-count" role="status">
          {rows.length < all ? words.countOf(shown, format.format(all)) : partial ? `${shown}+` : words.count(shown)}
        </span>
      )}
      {p.columns.length > 2 && loaded > 0 && <ColumnChoice columns={p.columns} seen={p.seen} choose={p.choose} />}
      {p.csv && rows.length > 0 && typeof p.csv === 'string' && (
        <Button variant="default" size="compact-sm" onClick={() => download(p.csv as string, csvOf(rows, p.seen))}>
          {p.more ? words.csvOf(shown) : words.csv}
        </Button>
      )}
      {typeof p.csv === 'object' && (
        <Button variant="default" size="compact-sm" component="a" href={p.csv.href} download>
          {words.csv}
        </Button>
      )}
    </div>
  )
}
