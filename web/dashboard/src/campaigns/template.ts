import type { Campaign, ListedTemplate } from '../api/types'

type Template = Campaign['template']
type Approved = NonNullable<Template['approved']>

const parameter = /\{\{\s*([^{}\s]+)\s*\}\}/g

/** The names in the braces of texts, each once, in their order. */
export function parametersIn(...texts: string[]): string[] {
  return [...new Set(texts.flatMap((t) => [...t.matchAll(parameter)].map((m) => m[1] as string)))]
}

/** A text with values in place of its parameters; one without a value stays as it is. */
export function withValues(text: string, values: Record<string, string>): string {
  return text.replace(parameter, (whole, name: string) => values[name]?.trim() || whole)
}

/** A place in an approved template that takes a value. */
export interface Slot {
  /** Such as `header`, `body name`, `button 0`: the key of its value. */
  key: string
  part: 'header' | 'file' | 'body' | 'button'
  /** The name of a parameter of the body, or the text on a button. */
  name: string
  index: number
}

/** The places of a template in the order in which they are read. */
export function slotsOf(t: ListedTemplate): Slot[] {
  const kind = fileKind(t)
  const header = kind
    ? [{ key: 'file', part: 'file' as const, name: kind, index: 0 }]
    : parametersIn(t.header ?? '').length > 0
      ? [{ key: 'header', part: 'header' as const, name: '', index: 0 }]
      : []
  const body = parametersIn(t.body ?? '')
  const counted = body.every((n) => /^\d+$/.test(n))
  const ordered = counted ? body.sort((a, b) => Number(a) - Number(b)) : body
  const buttons = t.buttons.flatMap((b, index) =>
    takesValue(b) ? [{ key: `button ${index}`, part: 'button' as const, name: b.text ?? '', index }] : [],
  )
  return [...header, ...ordered.map((name, index) => ({ key: `body ${name}`, part: 'body' as const, name, index })), ...buttons]
}

function takesValue(b: ListedTemplate['buttons'][number]): boolean {
  return (b.kind === 'url' && (b.url ?? '').includes('{{')) || b.kind === 'copy_code'
}

type FileKind = NonNullable<Approved['header_file']>['kind']
const fileKinds: readonly string[] = ['image', 'video', 'document'] satisfies FileKind[]

/** What kind of file the header is; null for a text or none. */
export function fileKind(t: ListedTemplate): FileKind | null {
  const format = t.header_format?.toLowerCase() ?? ''
  return fileKinds.includes(format) ? (format as FileKind) : null
}

/** Whether a campaign can send a template: approved, and with a header that it can fill. */
export function usable(t: ListedTemplate): boolean {
  return t.status === 'approved' && (t.header_format === null || t.header_format.toLowerCase() === 'text' || fileKind(t) !== null)
}

/** What the API takes of a template and what goes into each of its places. */
export function approvedOf(t: ListedTemplate, values: Record<string, string>): Approved {
  const approved: Approved = { name: t.name, language: t.language }
  for (const slot of slotsOf(t)) {
    const text = (values[slot.key] ?? '').trim()
    if (slot.part === 'header') approved.header = text
    if (slot.part === 'file') approved.header_file = { kind: slot.name as FileKind, url: text }
    if (slot.part === 'body') (approved.body ??= []).push(/^\d+$/.test(slot.name) ? { text } : { name: slot.name, text })
    if (slot.part === 'button') {
      const kind = t.buttons[slot.index]?.kind as 'url' | 'copy_code'
      ;(approved.buttons ??= []).push({ index: slot.index, kind, value: text })
    }
  }
  return approved
}

/** What stands in each place of a template in a stored campaign. */
export function valuesOf(t: ListedTemplate, a: Approved): Record<string, string> {
  const values: Record<string, string> = {}
  for (const slot of slotsOf(t)) {
    if (slot.part === 'header') values[slot.key] = a.header ?? ''
    if (slot.part === 'file') values[slot.key] = a.header_file?.url ?? ''
    if (slot.part === 'body') values[slot.key] = (a.body?.find((v) => v.name === slot.name) ?? a.body?.[slot.index])?.text ?? ''
    if (slot.part === 'button') values[slot.key] = a.buttons?.find((b) => b.index === slot.index)?.value ?? ''
  }
  return values
}

/** How a message looks: a header, its text, a footer and the words on buttons. */
export interface Looks {
  header: string
  body: string
  footer: string
  buttons: string[]
}

/** A message of a campaign with the values of one recipient; without the provider's template only its values are known. */
export function looksOf(template: Template, listed: ListedTemplate | undefined, of: Record<string, string>): Looks {
  const a = template.approved
  if (!a?.name) return { header: '', body: withValues(template.text ?? '', of), footer: '', buttons: [] }
  if (!listed) {
    const values = [a.header ?? '', ...(a.body ?? []).map((v) => v.text)].filter(Boolean)
    return { header: a.name, body: withValues(values.join('\n'), of), footer: '', buttons: [] }
  }
  const inBody = Object.fromEntries(slotsOf(listed).flatMap((s) => (s.part === 'body' ? [[s.name, withValues(valuesOf(listed, a)[s.key] ?? '', of)]] : [])))
  const file = a.header_file?.url ? withValues(a.header_file.url, of) : ''
  const header = file || (listed.header ?? '').replace(parameter, withValues(a.header ?? '', of))
  return { header, body: withValues(listed.body ?? '', inBody), footer: listed.footer ?? '', buttons: listed.buttons.map((b) => b.text ?? '') }
}
