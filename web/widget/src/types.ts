/** What the server says of the inbox: looks and first words. */
export interface Config {
  title: string
  colour?: string
  greeting?: string
  position?: string
  language?: string
  offline_text?: string
  online: boolean
  max_text: number
}

/** A file of a message. One without an id is kept elsewhere, at url. */
export interface Attachment {
  id: string
  name?: string
  mime?: string
  size?: number
  url?: string
}

/** A message as the server shows it to a visitor. */
export interface Message {
  id: string
  /** The id this or another browser of the visitor made. */
  client_id?: string
  from: 'visitor' | 'agent' | 'auto'
  name?: string
  text: string
  attachments?: Attachment[]
  state: string
  at: string
  edited?: boolean
  deleted?: boolean
  /** What the message says that this one answers. */
  quoted?: string
  /** The brand's emoji on it. */
  reaction?: string
  position: number
  /** Grows with every change; a decimal number beyond 2^53. */
  version: string
}

export interface History {
  items: Message[]
  before?: string
  cursor: string
}

/** A message on its way: written here, not yet seen in the history. */
export interface Pending {
  id: string
  text: string
  attachments?: Attachment[]
  at: string
  page: { url: string; title: string }
  state: 'waiting' | 'accepted' | 'refused'
}

/** Who the brand's own server says this is. */
export interface User {
  id: string
  hash: string
  name?: string
}
