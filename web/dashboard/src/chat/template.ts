import type { ListedTemplate } from '../api/types'

const parameter = /\{\{\s*([^{}\s]+)\s*\}\}/g

/** The names of a template's parameters, in the order in which they are counted. */
export function parametersOf(t: ListedTemplate): string[] {
  const names = [...new Set([...(t.body ?? '').matchAll(parameter)].map((m) => m[1] as string))]
  return names.every((n) => /^\d+$/.test(n)) ? names.sort((a, b) => Number(a) - Number(b)) : names
}

/** The words of a template with its values; a parameter without one stays as it is. */
export function filled(t: ListedTemplate, values: Record<string, string>): string {
  return (t.body ?? '').replace(parameter, (whole, name: string) => values[name]?.trim() || whole)
}

/** Whether a template can be sent with nothing but values of its body. */
export function sendable(t: ListedTemplate): boolean {
  const media = t.header_format !== null && t.header_format.toLowerCase() !== 'text'
  return t.status === 'approved' && !media && !(t.header ?? '').includes('{{')
}
