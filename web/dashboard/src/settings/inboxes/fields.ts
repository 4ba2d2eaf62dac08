import type { Inbox } from '../../api/types'
import { inboxes as words } from '../../strings/inboxes'

type Channel = Inbox['channel']

/** Something that an inbox of a channel is set up with. */
export interface Field {
  name: string
  /** Where it belongs: the account itself, its settings, or what is written and never read. */
  part: 'account' | 'config' | 'credentials'
  label: string
  hint: string
  required: boolean
  kind: 'text' | 'secret' | 'long' | 'colour' | 'number' | 'choice'
  /** Values and their words, of a choice. */
  choices: Record<string, string>
  /** Few need it: it stands under More settings. */
  rare: boolean
}

/** The channels in the order in which they are offered. */
export const channels: Channel[] = ['widget', 'whatsapp', 'messenger', 'telegram', 'webhook']

// name part kind flags; ! is required, ~ is rare.
const table: Record<Channel, string[]> = {
  widget: ['origins config text', 'title config text', 'colour config colour', 'greeting config long', 'offline_text config long', 'position config choice', 'language config choice', 'identity_secret credentials secret ~'],
  whatsapp: ['account account text !', 'business_id config text !', 'token credentials secret !', 'app_secret credentials secret !', 'verify_token credentials secret ~', 'graph_url config text ~', 'media_hosts config text ~'],
  messenger: ['account account text !', 'app_id config text !', 'token credentials secret !', 'app_secret credentials secret !', 'verify_token credentials secret ~', 'graph_url config text ~', 'media_hosts config text ~'],
  telegram: ['token credentials secret !', 'secret credentials secret ~', 'api_url config text ~'],
  webhook: ['delivery_url config text', 'files config choice ~'],
}
const everywhere = ['rate_per_second config number ~', 'burst config number ~']

/** What an inbox of a channel is set up with, beside its name. */
export function fieldsOf(channel: Channel): Field[] {
  return [...table[channel], ...everywhere].map((row) => {
    const [name, part, kind, flag] = row.split(' ') as [string, Field['part'], Field['kind'], string | undefined]
    const [label, hint] = (name === 'account' ? words.account[channel] : (words.fields[`${name} ${channel}`] ?? words.fields[name === 'title' ? 'page_title' : name])) ?? [name, '']
    return { name, part, kind, label, hint, required: flag === '!', rare: flag === '~', choices: words.choices[name] ?? {} }
  })
}

/** What is written in the fields, by their names. */
export type Values = Record<string, string>

/** What an inbox has now; what is never read is empty. */
export function valuesOf(inbox: Inbox): Values {
  const config = inbox.config as Record<string, string | number | undefined>
  return Object.fromEntries(fieldsOf(inbox.channel).map((f) => [f.name, f.part === 'config' ? String(config[f.name] ?? '') : f.part === 'account' ? inbox.account : '']))
}

/** What the API takes: settings without those that are empty, and only the credentials that were given. */
export function settingsOf(channel: Channel, values: Values) {
  const config: Record<string, string | number> = {}
  const credentials: Record<string, string> = {}
  for (const f of fieldsOf(channel)) {
    const value = (values[f.name] ?? '').trim()
    if (value === '') continue
    if (f.part === 'config') config[f.name] = f.kind === 'number' ? Number(value) : value
    if (f.part === 'credentials') credentials[f.name] = value
  }
  return { config, ...(Object.keys(credentials).length > 0 ? { credentials } : {}) }
}

/** How an inbox is. */
export type State = 'ok' | 'off' | 'problem' | 'reauth' | 'unknown'

/** How an inbox is, from what is known of its health. */
export function stateOf(inbox: Inbox): State {
  const h = inbox.health
  if (h.state === 'disabled') return 'off'
  if (h.needs_reauthorisation) return 'reauth'
  if (h.problem) return 'problem'
  const asked = inbox.channel === 'webhook' || inbox.channel === 'widget'
  return asked || h.checked_at ? 'ok' : 'unknown'
}
