import type { components } from '../../api/schema.gen'

type Schemas = components['schemas']
export type QuickReply = Schemas['QuickReply']
export type When = Schemas['When']
export type PeriodList = Schemas['PeriodList']
export type Calendar = Schemas['Calendar']
/** What is written of a quick reply. */
export type QuickContent = Omit<Schemas['QuickReplyContent'], 'version'>

/** Where quick replies are, and the calendars that they go by. */
export const quickAt = '/setup/autoresponders/quick-replies'
export const calendarsAt = '/setup/autoresponders/calendars'
