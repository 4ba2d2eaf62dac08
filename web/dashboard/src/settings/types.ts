import type { components } from '../api/schema.gen'

type Schemas = components['schemas']
export type Role = Schemas['Role']
export type ListedUser = Schemas['ListedUser']
export type Invitation = Schemas['Invitation']
export type InvitationWithLink = Schemas['InvitationWithLink']
export type ApiKey = Schemas['ApiKey']
export type ApiKeyWithSecret = Schemas['ApiKeyWithSecret']
export type Scope = Schemas['Scope']
export type AuditEntry = Schemas['AuditEntry']
export type CannedResponse = Schemas['CannedResponse']
export type OpenSession = Schemas['OpenSession']
