import type { components } from '../api/schema.gen'

type Schemas = components['schemas']
export type ContactRow = Schemas['ContactRow']
export type Contact = Schemas['ContactPage']
export type ContactTicket = Schemas['ContactTicket']
export type ContactThread = Schemas['ContactThread']
export type Erasure = Schemas['Erasure']
