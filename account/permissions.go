package account

import "slices"

// Permission is something the API lets some principals do. Each route needs
// exactly one.
type Permission string

// The permissions: the rows of the table in docs/api.md, split where services need
// less than people.
const (
	// ReadConversations: list, read, search; tickets, history, audit trail, decisions.
	ReadConversations Permission = "conversations:read"
	// HandleConversations: claim, release, transfer, close, reply, status, drafts.
	HandleConversations Permission = "conversations:handle"
	// Annotate: labels and private notes.
	Annotate Permission = "conversations:annotate"
	// ManageOthersConversations: release, transfer, close what somebody else holds.
	ManageOthersConversations Permission = "conversations:manage-others"
	// UploadFiles: store a file, to send it. ReadFiles: have the file of a message
	// that one may read, that of a campaign, and what one uploaded oneself.
	UploadFiles Permission = "files:upload"
	ReadFiles   Permission = "files:read"
	// IngestMessages: put end users' messages in.
	IngestMessages Permission = "messages:ingest"
	// ReadContent: FAQs, quick replies, the chain and other content, and Test FAQ.
	ReadContent Permission = "content:read"
	// EditContent: create and edit content as drafts.
	EditContent Permission = "content:edit"
	// PublishContent: activate, archive, restore; see [MayPublishOwn].
	PublishContent Permission = "content:publish"
	// SendCampaigns: single messages of a launched campaign, and taking them back.
	SendCampaigns Permission = "campaigns:send"
	// ReadRecipients: who gets a campaign, and what became of each message.
	ReadRecipients Permission = "campaigns:recipients"
	// ManageConsent: whether a contact wants messages of campaigns.
	ManageConsent Permission = "contacts:consent"
	// ManageContacts: take along everything of a person, and erase them.
	ManageContacts Permission = "contacts:manage"
	// ReviewMessages: what content does to real messages: replay and unanswered
	// questions. They quote end users without naming them.
	ReviewMessages Permission = "content:review"
	// SetResponders: the order of the chain, and how careful matching is.
	SetResponders Permission = "responders:set"
	// ManageEmbedder: which embedding model matches.
	ManageEmbedder Permission = "embedder:manage"
	// ManageUsers: users and roles.
	ManageUsers Permission = "users:manage"
	// ReadInboxes: inboxes without their secrets; whoever writes campaigns chooses one.
	ReadInboxes Permission = "inboxes:read"
	// ManageInboxes: create and change inboxes, rotate secrets.
	ManageInboxes Permission = "inboxes:manage"
	// ManageAPIKeys: create, list and revoke API keys.
	ManageAPIKeys Permission = "api-keys:manage"
	// ManageSettings: what conversations live by.
	ManageSettings Permission = "settings:manage"
	// ReadAudit: who did what.
	ReadAudit Permission = "audit:read"
	// ReadReports: what happened, counted. ReadAgentReports: by agent; everybody may
	// see their own.
	ReadReports      Permission = "reports:read"
	ReadAgentReports Permission = "reports:agents"
	// OwnAccount: what every logged-in user may do with their own account.
	OwnAccount Permission = "account:own"
)

// Permissions returns every permission.
func Permissions() []Permission {
	list := make([]Permission, 0, len(table()))
	for _, g := range table() {
		list = append(list, g.permission)
	}
	return list
}

// Allowed reports whether p may do what perm names: a user by any of their
// roles, an API key by any of its scopes. An unknown permission is nobody's.
func Allowed(p Principal, perm Permission) bool {
	for _, g := range table() {
		if g.permission == perm {
			return p.Is(g.roles...) || slices.ContainsFunc(g.scopes, p.Has)
		}
	}
	return false
}

// PermissionsOf returns what p may do, in the order of the table.
func PermissionsOf(p Principal) []Permission {
	var list []Permission
	for _, perm := range Permissions() {
		if Allowed(p, perm) {
			list = append(list, perm)
		}
	}
	return list
}

// MayPublishOwn reports whether p may let content answer end users that p wrote
// or edited last: an admin, or a service set up by one. An approver never
// activates what they edited last: two people see what answers end users.
func MayPublishOwn(p Principal) bool { return p.Is(Admin) || p.Has(ScopeAdmin) }

// grant is a row of the role table.
type grant struct {
	permission Permission
	roles      []Role
	scopes     []Scope
}

func table() []grant {
	everybody := []Role{Admin, Agent, Creator, Approver, Member}
	return []grant{
		{ReadConversations, []Role{Admin, Agent}, []Scope{ScopeRead}},
		{HandleConversations, []Role{Admin, Agent}, nil},
		{Annotate, []Role{Admin, Agent}, nil},
		{ManageOthersConversations, []Role{Admin}, nil},
		{UploadFiles, []Role{Admin, Agent, Creator}, []Scope{ScopeSend, ScopeAdmin}},
		{ReadFiles, []Role{Admin, Agent, Creator, Approver}, []Scope{ScopeRead, ScopeSend, ScopeAdmin}},
		{IngestMessages, nil, []Scope{ScopeIngest}},
		{ReadContent, everybody, []Scope{ScopeRead}},
		{EditContent, []Role{Admin, Creator}, []Scope{ScopeAdmin}},
		{PublishContent, []Role{Admin, Approver}, []Scope{ScopeAdmin}},
		{SendCampaigns, []Role{Admin, Approver}, []Scope{ScopeSend, ScopeAdmin}},
		{ReadRecipients, []Role{Admin, Creator, Approver}, []Scope{ScopeSend, ScopeRead, ScopeAdmin}},
		{ManageConsent, []Role{Admin, Agent}, []Scope{ScopeSend, ScopeAdmin}},
		{ManageContacts, []Role{Admin}, []Scope{ScopeAdmin}},
		{ReviewMessages, []Role{Admin, Creator, Approver}, []Scope{ScopeAdmin}},
		{SetResponders, []Role{Admin, Approver}, []Scope{ScopeAdmin}},
		{ManageEmbedder, []Role{Admin}, []Scope{ScopeAdmin}},
		{ManageUsers, []Role{Admin}, []Scope{ScopeAdmin}},
		{ReadInboxes, []Role{Admin, Agent, Creator, Approver}, []Scope{ScopeRead, ScopeAdmin}},
		{ManageInboxes, []Role{Admin}, []Scope{ScopeAdmin}},
		{ManageAPIKeys, []Role{Admin}, []Scope{ScopeAdmin}},
		{ManageSettings, []Role{Admin}, []Scope{ScopeAdmin}},
		{ReadAudit, []Role{Admin}, []Scope{ScopeAdmin}},
		{ReadReports, []Role{Admin, Agent, Creator, Approver}, []Scope{ScopeRead, ScopeAdmin}},
		{ReadAgentReports, []Role{Admin}, []Scope{ScopeAdmin}},
		{OwnAccount, everybody, nil},
	}
}
