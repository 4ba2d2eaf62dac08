import { Checkbox } from '@mantine/core'
import { table as words } from '../../strings/table'
import type { Column, Sort } from './column'
import { next } from './order'
import type { Picked } from './selection'

interface Props<T> {
  seen: Column<T>[]
  sort: Sort | null
  setSort: (sort: Sort | null) => void
  sortable: (column: Column<T>) => boolean
  picked: Picked
  select: boolean
  acts: boolean
}

/** The heads of the columns: they stay in sight, and sort. */
export function Head<T>({ seen, sort, setSort, sortable, picked, select, acts }: Props<T>) {
  return (
    <thead role="rowgroup">
      <tr role="row">
        {select && (
          <th role="columnheader" className="data-tick">
            <Checkbox size="xs" aria-label={words.selectAll} checked={picked.all} indeterminate={picked.some} onChange={picked.toggleAll} />
          </th>
        )}
        {seen.map((c) => (
          <th key={c.id} role="columnheader" scope="col" className={c.align} style={{ inlineSize: c.width }} aria-sort={sort?.id !== c.id ? undefined : sort.desc ? 'descending' : 'ascending'}>
            {sortable(c) ? (
              <button type="button" className="data-sort" aria-label={c.label} onClick={() => setSort(next(sort, c.id, c.descFirst))}>
                <span className="cut">{c.label}</span>
                <span aria-hidden="true">{sort?.id !== c.id ? '' : sort.desc ? '↓' : '↑'}</span>
              </button>
            ) : (
              <span className="cut">{c.label}</span>
            )}
          </th>
        ))}
        {acts && (
          <th role="columnheader" className="data-more">
            <span className="sr">{words.actionsHead}</span>
          </th>
        )}
      </tr>
    </thead>
  )
}
