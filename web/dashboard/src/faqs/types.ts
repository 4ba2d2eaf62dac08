import type { components } from '../api/schema.gen'

type Schemas = components['schemas']
export type Advice = Schemas['Advice']
export type FaqContent = Omit<Schemas['FaqContent'], 'version'>
export type FaqCounts = Schemas['FaqCounts']
export type FaqImport = Schemas['Import']
export type ImportRow = Schemas['ImportRow']
export type ImportReport = Schemas['ImportReport']
export type ImportAccepted = Schemas['ImportAccepted']
export type FieldError = { field: string; reason: string }

/** The types of FAQs, in the order in which they are offered. */
export const faqTypes = ['general', 'greeting', 'closing', 'filler'] as const
/** What an FAQ may stand at. */
export const faqStatuses = ['draft', 'active', 'archived'] as const
