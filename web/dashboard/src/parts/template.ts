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

/** Whether a template can be sent: approved, and with a header that it can fill. */
export function usable(t: ListedTemplate): boolean {
  return t.status === 'approved' && (t.header_format === null || t.header_format.toLowerCase() === 'text' || fileKind(t) !== null)
}

/** Whether all that a template takes are values of its body. */
export function plain(t: ListedTemplate): boolean {
  return usable(t) && slotsOf(t).every((s) => s.part === 'body')
}

/** Whether a place has what goes into it; a file is uploaded, or stands at an address. */
export function given(slot: Slot, values: Record<string, string>): boolean {
  return Boolean(values[slot.key]?.trim() || (slot.part === 'file' && values['file id']))
}

/** What the API takes of a template and what goes into each of its places. */
export function approvedOf(t: ListedTemplate, values: Record<string, string>): Approved {
  const approved: Approved = { name: t.name, language: t.language }
  for (const slot of slotsOf(t)) {
    const text = (values[slot.key] ?? '').trim()
    if (slot.part === 'header') approved.header = text
    if (slot.part === 'file') approved.header_file = fileOf(slot.name as FileKind, values)
    if (slot.part === 'body') (approved.body ??= []).push(/^\d+$/.test(slot.name) ? { text } : { name: slot.name, text })
    if (slot.part === 'button') {
      const kind = t.buttons[slot.index]?.kind as 'url' | 'copy_code'
      ;(approved.buttons ??= []).push({ index: slot.index, kind, value: text })
    }
  }
  return approved
}

function fileOf(kind: FileKind, values: Record<string, string>): NonNullable<Approved['header_file']> {
  const id = values['file id']
  return id ? { kind, id, name: values['file name'] ?? '' } : { kind, url: (values['file'] ?? '').trim() }
}

/** What stands in each place of a template in a stored campaign. */
export function valuesOf(t: ListedTemplate, a: Approved): Record<string, string> {
  const values: Record<string, string> = {}
  for (const slot of slotsOf(t)) {
    if (slot.part === 'header') values[slot.key] = a.header ?? ''
    if (slot.part === 'file') {
      values[slot.key] = a.header_file?.url ?? ''
      if (a.header_file?.id) Object.assign(values, { 'file id': a.header_file.id, 'file name': a.header_file.name ?? '' })
    }
    if (slot.part === 'body') values[slot.key] = (a.body?.find((v) => v.name === slot.name) ?? a.body?.[slot.index])?.text ?? ''
    if (slot.part === 'button') values[slot.key] = a.buttons?.find((b) => b.index === slot.index)?.value ?? ''
  }
  return values
}

/** How a message looks: a picture or a header, its text, a footer and the words on buttons. */
export interface Looks {
  /** The address of the header's picture, '' if it has none that is stored here. */
  picture: string
  header: string
  body: string
  footer: string
  buttons: string[]
}

/** A message of a campaign with the values of one recipient; without the provider's template only its values are known. */
export function looksOf(template: Template, listed: ListedTemplate | undefined, of: Record<string, string>): Looks {
  const a = template.approved
  if (!a?.name) return { picture: '', header: '', body: withValues(template.text ?? '', of), footer: '', buttons: [] }
  if (!listed) {
    const values = [a.header ?? '', ...(a.body ?? []).map((v) => v.text)].filter(Boolean)
    return { picture: '', header: a.name, body: withValues(values.join('\n'), of), footer: '', buttons: [] }
  }
  const inBody = Object.fromEntries(slotsOf(listed).flatMap((s) => (s.part === 'body' ? [[s.name, withValues(valuesOf(listed, a)[s.key] ?? '', of)]] : [])))
  const stored = a.header_file?.id
  const picture = stored && a.header_file?.kind === 'image' ? `/v1/attachments/${stored}?inline=true` : ''
  const file = stored ? (picture ? '' : (a.header_file?.name ?? '')) : withValues(a.header_file?.url ?? '', of)
  const header = file || (listed.header ?? '').replace(parameter, withValues(a.header ?? '', of))
  return { picture, header, body: withValues(listed.body ?? '', inBody), footer: listed.footer ?? '', buttons: listed.buttons.map((b) => b.text ?? '') }
}
