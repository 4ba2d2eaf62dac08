package api

import (
	"time"

	"github.com/parleyhq/parley/account"
)

// rule is what one operation of openapi.yaml demands of a request.
type rule struct {
	// permission is what the caller must be allowed to do; public operations
	// have none and look at no credentials.
	permission account.Permission
	public     bool
	// raw says that the body is signed: the handler needs its bytes, and judges
	// what they say only after the signature.
	raw bool
	// limit is how many bytes the body may have.
	limit int64
	// timeout is how long the request may take.
	timeout time.Duration
}

const (
	smallBody = 16 << 10
	largeBody = 1 << 20
	// quick requests touch Postgres only, patient ones wait for a workflow or
	// an embedding model.
	quick   = 10 * time.Second
	patient = 20 * time.Second
)

// rules is the role table of the routes: a row for every operation, or the
// server does not start.
func rules() map[string]rule {
	public := func() rule { return rule{public: true, limit: smallBody, timeout: quick} }
	needs := func(p account.Permission) rule { return rule{permission: p, limit: smallBody, timeout: quick} }
	text := func(p account.Permission) rule { return rule{permission: p, limit: largeBody, timeout: quick} }
	update := rule{permission: account.HandleConversations, limit: smallBody, timeout: patient}
	embeds := func(p account.Permission) rule { return rule{permission: p, limit: largeBody, timeout: patient} }
	return map[string]rule{
		"getRoot":      public(),
		"getHealth":    public(),
		"getReadiness": public(),
		"getMetrics":   public(),
		"getOpenapi":   public(),

		"createSession": public(),
		"getSession":    needs(account.OwnAccount),
		"deleteSession": needs(account.OwnAccount),

		"listUsers":       needs(account.ManageUsers),
		"createUser":      needs(account.ManageUsers),
		"getUser":         needs(account.ManageUsers),
		"updateUser":      needs(account.ManageUsers),
		"setUserRoles":    needs(account.ManageUsers),
		"setUserPassword": needs(account.OwnAccount), // another's: ManageUsers, see the handler
		"disableUser":     needs(account.ManageUsers),
		"enableUser":      needs(account.ManageUsers),
		"listAgents":      needs(account.ReadConversations),

		"listInboxes":       needs(account.ReadInboxes),
		"createInbox":       needs(account.ManageInboxes),
		"getInbox":          needs(account.ReadInboxes),
		"updateInbox":       needs(account.ManageInboxes),
		"rotateInboxSecret": needs(account.ManageInboxes),
		"dropInboxSecret":   needs(account.ManageInboxes),
		"disableInbox":      needs(account.ManageInboxes),
		"enableInbox":       needs(account.ManageInboxes),

		"ingestMessage":  text(account.IngestMessages),
		"receiveWebhook": {public: true, raw: true, limit: largeBody, timeout: quick},

		"listConversations":     needs(account.ReadConversations),
		"getConversation":       needs(account.ReadConversations),
		"listMessages":          needs(account.ReadConversations),
		"listTickets":           needs(account.ReadConversations),
		"listEvents":            needs(account.ReadConversations),
		"getDecision":           needs(account.ReadConversations),
		"sendMessage":           text(account.HandleConversations),
		"addNote":               text(account.Annotate),
		"setConversationLabels": needs(account.Annotate),
		"getDraft":              needs(account.HandleConversations),
		"putDraft":              text(account.HandleConversations),
		"deleteDraft":           needs(account.HandleConversations),
		"claimConversation":     update,
		"releaseConversation":   update,
		"transferConversation":  update,
		"closeConversation":     update,
		"setConversationStatus": update,

		"listFaqs":    needs(account.ReadContent),
		"getFaq":      needs(account.ReadContent),
		"testFaqs":    embeds(account.ReadContent),
		"createFaq":   embeds(account.EditContent),
		"updateFaq":   embeds(account.EditContent),
		"archiveFaq":  needs(account.PublishContent),
		"restoreFaq":  needs(account.PublishContent),
		"activateFaq": needs(account.PublishContent),

		"listApiKeys":  needs(account.ManageAPIKeys),
		"createApiKey": needs(account.ManageAPIKeys),
		"revokeApiKey": needs(account.ManageAPIKeys),
	}
}
