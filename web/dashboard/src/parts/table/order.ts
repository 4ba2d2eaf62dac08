import type { Column, Sort } from './column'

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
const number = /^[+-]?\d+(\.\d+)?$/

/** Rows in the order of a column: numbers by size, the rest as people sort; what is empty comes last either way. */
export function inOrder<T>(rows: T[], columns: Column<T>[], sort: Sort | null): T[] {
  const column = sort && columns.find((c) => c.id === sort.id)
  if (!column) return rows
  const sign = sort.desc ? -1 : 1
  const keyed = rows.map((row) => ({ row, text: column.text(row) }))
  keyed.sort((a, b) => {
    if (!a.text || !b.text) return a.text ? -1 : b.text ? 1 : 0
    if (number.test(a.text) && number.test(b.text)) return sign * (Number(a.text) - Number(b.text))
    return sign * collator.compare(a.text, b.text)
  })
  return keyed.map((k) => k.row)
}

/** The rows that have every word somewhere. */
export function found<T>(rows: T[], columns: Column<T>[], words: string): T[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return rows
  return rows.filter((row) => {
    const text = columns.map((c) => c.text(row)).join('\n').toLowerCase()
    return wanted.every((w) => text.includes(w))
  })
}

/** A sort as the address has it: `name`, or `-name` for the other direction. */
export const sortText = (sort: Sort | null) => (sort ? (sort.desc ? '-' : '') + sort.id : '')

/** Reads one; null where the table has no such column. */
export function sortOf<T>(text: string | null, columns: Column<T>[]): Sort | null {
  const id = text?.replace(/^-/, '')
  return text && columns.some((c) => c.id === id) ? { id: id as string, desc: text.startsWith('-') } : null
}

/** What a press on a column's head asks for: it, then its other direction, then no order. */
export function next(sort: Sort | null, id: string, descFirst = false): Sort | null {
  if (sort?.id !== id) return { id, desc: descFirst }
  return sort.desc === descFirst ? { id, desc: !descFirst } : null
}
