import { useState, type ReactNode } from 'react'
import { DataTable, type Column } from '../parts/table/DataTable'
import { reports as words } from '../strings/reports'

interface Props<T> {
  /** What its file and its chosen columns are called. */
  name: string
  title: string
  /** In which steps it is counted. */
  unit: string
  columns: Column<T>[]
  rows: T[]
  rowKey: (row: T) => string
  children: ReactNode
}

/** A chart with its title; the same numbers are a table one press away, and a CSV from there. */
export function Figure<T>({ name, title, unit, columns, rows, rowKey, children }: Props<T>) {
  const [table, setTable] = useState(false)
  const change = table ? words.asChart : words.asTable
  return (
    <figure className="figure" aria-label={title}>
      <figcaption className="heading">
        <h2>
          {title} <span className="figure-unit">{unit}</span>
        </h2>
        <button type="button" className="link" aria-label={words.of(change, title)} onClick={() => setTable(!table)}>
          {change}
        </button>
      </figcaption>
      {table ? (
        <div className="figure-table">
          <DataTable name={name} label={title} columns={columns} rows={rows} rowKey={rowKey} empty={null} csv={`${name}.csv`} quiet />
        </div>
      ) : (
        children
      )}
    </figure>
  )
}
