import type { Column } from './column'

/** Rows as a spreadsheet opens them: RFC 4180 behind a byte order mark, and nothing in it is a formula. */
export function csvOf<T>(rows: T[], columns: Column<T>[]): string {
  const lines = [columns.map((c) => c.label), ...rows.map((row) => columns.map((c) => c.text(row)))]
  return '\ufeff' + lines.map((line) => line.map(field).join(',') + '\r\n').join('')
}

/** Gives a file to whoever asked for it. */
export function download(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

// What begins like this, a spreadsheet would compute; a number may begin so.
const formula = /^[=+\-@\t\r]/
const number = /^[+-]?\d+([.,]\d+)?$/

function field(text: string): string {
  const safe = formula.test(text) && !number.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
