import type { components } from './schema.gen'

type Schemas = components['schemas']
export type Problem = Schemas['Problem']
export type Conversation = Schemas['Conversation']
export type Message = Schemas['Message']
export type MessageAttachment = Schemas['MessageAttachment']
export type StoredAttachment = Schemas['StoredAttachment']
export type CurrentUser = Schemas['CurrentUser']
export type LoginMethods = Schemas['LoginMethods']
export type Person = Schemas['Person']
export type Status = Schemas['TicketStatus']
export type Ticket = Schemas['Ticket']
export type Inbox = Schemas['Inbox']
export type Decision = Schemas['Decision']
export type Verdict = Schemas['FaqVerdict']
export type Mention = Schemas['Mention']
export type AnswerSuggestions = Schemas['AnswerSuggestions']
export type Draft = Schemas['Draft']
export type ListedTemplate = Schemas['ListedTemplate']
export type Faq = Schemas['Faq']
export type Campaign = Schemas['Campaign']
export type CampaignMessage = Schemas['CampaignMessage']
export type RecipientReport = Schemas['RecipientReport']

/** A page of a list. */
export interface Page<T> {
  items: T[]
  next_cursor: string | null
}
