package api

import (
	"net/http"
	"time"

	"github.com/parleyhq/parley/account"
)

// rule is what one operation of openapi.yaml demands of a request.
type rule struct {
	// permission is what the caller must be allowed to do; public operations
	// have none and look at no credentials.
	permission account.Permission
	public     bool
	// login marks public operations that log somebody in.
	login bool
	// raw says that the body is signed: the handler needs its bytes, and judges
	// what they say only after the signature.
	raw bool
	// stream says that the handler reads the body as it comes in, up to limit, and
	// says itself what it takes.
	stream bool
	// audits says that it is in the audit log, whatever its permission's other
	// operations are.
	audits bool
	// limit is how many bytes the body may have.
	limit int64
	// timeout is how long the request may take.
	timeout time.Duration
}

const (
	smallBody = 16 << 10
	largeBody = 1 << 20
	// webhookBody is what Meta says that a webhook may have, and room.
	webhookBody = 4 << 20
	// fileBody is what a sheet may have, and room for the form around it.
	fileBody = 10<<20 + 64<<10
	// anyFile leaves it to the store of files how large one may be.
	anyFile = 1 << 40
	// quick requests touch Postgres only, patient ones wait for a workflow or
	// an embedding model, long ones take a file in or give one out.
	quick   = 10 * time.Second
	patient = 20 * time.Second
	long    = 55 * time.Second
	// flowing ones take as long as bytes come, up to this.
	flowing = 15 * time.Minute
	// streaming ones last, and are asked for again.
	streaming = time.Hour
)

// audited reports whether what the operation changes goes into the audit log, with
// who did it. The workflows say themselves who they act for.
func (r rule) audited(method string) bool {
	switch r.permission {
	case account.EditContent, account.PublishContent, account.SetResponders, account.ManageEmbedder,
		account.ManageUsers, account.ManageInboxes, account.ManageAPIKeys, account.ManageSettings, account.OwnAccount:
		return method != http.MethodGet && method != http.MethodHead
	default:
		return r.login || r.audits
	}
}

// rules is the role table of the routes: a row for every operation, or the
// server does not start.
func rules() map[string]rule {
	public := func() rule { return rule{public: true, limit: smallBody, timeout: quick} }
	login := func(timeout time.Duration) rule {
		return rule{public: true, login: true, limit: smallBody, timeout: timeout}
	}
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

		"createSession":   login(quick),
		"getSession":      needs(account.OwnAccount),
		"deleteSession":   needs(account.OwnAccount),
		"setProfile":      needs(account.OwnAccount),
		"getLoginMethods": public(),
		"beginOidcLogin":  {public: true, limit: smallBody, timeout: patient},
		"endOidcLogin":    login(patient),
		"listSessions":    needs(account.OwnAccount),
		"endSessions":     needs(account.OwnAccount),
		"endSession":      needs(account.OwnAccount),

		"listInvitations":  needs(account.ManageUsers),
		"createInvitation": needs(account.ManageUsers),
		"resendInvitation": needs(account.ManageUsers),
		"revokeInvitation": needs(account.ManageUsers),
		"acceptInvitation": login(quick),

		"listAudit": needs(account.ReadAudit),

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
		"checkInbox":        {permission: account.ManageInboxes, limit: smallBody, timeout: patient},
		"registerInbox":     {permission: account.ManageInboxes, limit: smallBody, timeout: patient},
		"testInbox":         {permission: account.ManageInboxes, limit: smallBody, timeout: patient},
		"rotateInboxSecret": needs(account.ManageInboxes),
		"dropInboxSecret":   needs(account.ManageInboxes),
		"getDemo":           needs(account.ManageInboxes),
		"loadDemo":          {permission: account.ManageInboxes, limit: smallBody, timeout: patient},
		"removeDemo":        {permission: account.ManageInboxes, limit: smallBody, timeout: patient},
		"disableInbox":      needs(account.ManageInboxes),
		"enableInbox":       needs(account.ManageInboxes),

		"ingestMessage":   text(account.IngestMessages),
		"receiveWebhook":  {public: true, raw: true, limit: webhookBody, timeout: patient},
		"answerHandshake": {public: true, raw: true, limit: smallBody, timeout: quick},

		"listConversations":     needs(account.ReadConversations),
		"getConversation":       needs(account.ReadConversations),
		"listMessages":          needs(account.ReadConversations),
		"listTickets":           needs(account.ReadConversations),
		"listEvents":            needs(account.ReadConversations),
		"getDecision":           needs(account.ReadConversations),
		"sendMessage":           text(account.HandleConversations),
		"resendMessage":         needs(account.HandleConversations),
		"settleMessage":         needs(account.HandleConversations),
		"setReaction":           update,
		"deleteReaction":        update,
		"suggestAnswers":        {permission: account.ReadConversations, limit: smallBody, timeout: patient},
		"correctDecision":       needs(account.Annotate),
		"uncorrectDecision":     needs(account.Annotate),
		"showPresence":          needs(account.ReadConversations),
		"endPresence":           needs(account.ReadConversations),
		"showTyping":            needs(account.HandleConversations),
		"markRead":              needs(account.HandleConversations),
		"setRead":               needs(account.ReadConversations),
		"countConversations":    needs(account.ReadConversations),
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

		"streamEvents":         {permission: account.ReadConversations, limit: smallBody, timeout: streaming},
		"listViews":            needs(account.ReadConversations),
		"createView":           needs(account.ReadConversations),
		"updateView":           needs(account.ReadConversations),
		"deleteView":           needs(account.ReadConversations),
		"listCannedResponses":  needs(account.ReadConversations),
		"createCannedResponse": text(account.HandleConversations),
		"updateCannedResponse": text(account.HandleConversations),
		"deleteCannedResponse": needs(account.HandleConversations),
		"readMentions":         needs(account.ReadConversations),
		"listMentions":         needs(account.ReadConversations),

		"uploadAttachment": {permission: account.UploadFiles, stream: true, limit: anyFile, timeout: flowing},
		"getAttachment":    {permission: account.ReadFiles, limit: smallBody, timeout: flowing},
		"retryAttachment":  needs(account.HandleConversations),

		"listFaqs":      needs(account.ReadContent),
		"countFaqs":     needs(account.ReadContent),
		"getFaq":        needs(account.ReadContent),
		"checkFaq":      embeds(account.ReadContent),
		"testFaqs":      embeds(account.ReadContent),
		"exportFaqs":    {permission: account.ReadContent, limit: smallBody, timeout: long},
		"getSampleFaqs": needs(account.ReadContent),
		"createFaq":     embeds(account.EditContent),
		"updateFaq":     embeds(account.EditContent),
		"cloneFaq":      needs(account.EditContent),
		"archiveFaq":    needs(account.PublishContent),
		"restoreFaq":    needs(account.PublishContent),
		"activateFaq":   needs(account.PublishContent),
		"applyImport":   {permission: account.EditContent, limit: smallBody, timeout: long},
		"importFaqs":    {permission: account.EditContent, stream: true, limit: fileBody, timeout: long},
		"listImports":   needs(account.ReadContent),
		"getImport":     needs(account.ReadContent),
		"cancelImport":  needs(account.EditContent),

		"replayFaqs":        embeds(account.ReviewMessages),
		"getReplay":         needs(account.ReviewMessages),
		"listSuggestions":   needs(account.ReviewMessages),
		"getSuggestion":     needs(account.ReviewMessages),
		"findSuggestions":   needs(account.ReviewMessages),
		"acceptSuggestion":  embeds(account.EditContent),
		"dismissSuggestion": needs(account.EditContent),
		"reopenSuggestion":  needs(account.EditContent),

		"listQuickReplies":   needs(account.ReadContent),
		"getQuickReply":      needs(account.ReadContent),
		"previewQuickReply":  text(account.ReadContent),
		"createQuickReply":   text(account.EditContent),
		"updateQuickReply":   text(account.EditContent),
		"cloneQuickReply":    needs(account.EditContent),
		"activateQuickReply": needs(account.PublishContent),
		"archiveQuickReply":  needs(account.PublishContent),
		"restoreQuickReply":  needs(account.PublishContent),
		"setQuickReplyOrder": text(account.SetResponders),
		"listCalendars":      needs(account.ReadContent),
		"getCalendar":        needs(account.ReadContent),
		"createCalendar":     text(account.EditContent),
		"updateCalendar":     text(account.EditContent), // one in use: see the handler
		"deleteCalendar":     needs(account.EditContent),

		"listCampaigns":         needs(account.ReadContent),
		"getCampaign":           needs(account.ReadContent),
		"createCampaign":        text(account.EditContent),
		"updateCampaign":        text(account.EditContent),
		"listTemplates":         {permission: account.ReadContent, limit: smallBody, timeout: patient},
		"launchCampaign":        {permission: account.PublishContent, limit: smallBody, timeout: patient},
		"pauseCampaign":         needs(account.PublishContent),
		"resumeCampaign":        needs(account.PublishContent),
		"cancelCampaign":        needs(account.PublishContent),
		"archiveCampaign":       needs(account.PublishContent),
		"sendCampaignMessage":   text(account.SendCampaigns),
		"listCampaignMessages":  needs(account.ReadRecipients),
		"cancelCampaignMessage": needs(account.SendCampaigns),
		"addCampaignRecipients": {permission: account.EditContent, stream: true, limit: fileBody, timeout: long}, // launched ones: PublishContent too
		"setOptOut":             {permission: account.ManageConsent, audits: true, limit: smallBody, timeout: quick},
		"getOptOutWords":        needs(account.ManageSettings),
		"setOptOutWords":        needs(account.ManageSettings),

		"listContacts":  needs(account.ReadConversations),
		"getContact":    needs(account.ReadConversations),
		"renameContact": {permission: account.Annotate, audits: true, limit: smallBody, timeout: quick},
		"exportContact": {permission: account.ManageContacts, audits: true, limit: smallBody, timeout: flowing},
		"eraseContact":  {permission: account.ManageContacts, audits: true, limit: smallBody, timeout: quick},
		"listErasures":  needs(account.ManageContacts),
		"getErasure":    needs(account.ManageContacts),

		"getResponders":  needs(account.ReadContent),
		"setResponders":  needs(account.SetResponders),
		"getMatcher":     needs(account.ReadContent),
		"setMatcher":     needs(account.SetResponders),
		"getSettings":    needs(account.ManageSettings),
		"setSettings":    needs(account.ManageSettings),
		"getEmbedder":    needs(account.ReadContent),
		"setEmbedder":    {permission: account.ManageEmbedder, limit: smallBody, timeout: patient},
		"testEmbedder":   {permission: account.ManageEmbedder, limit: smallBody, timeout: patient},
		"cancelEmbedder": needs(account.ManageEmbedder),

		"getReportOverview":  needs(account.ReadReports), // another agent's: ReadAgentReports, see the handler
		"getReportHours":     needs(account.ReadReports),
		"getReportAgents":    needs(account.ReadAgentReports),
		"getReportCampaigns": needs(account.ReadReports),
		"getReportFaqs":      needs(account.ReadReports),

		"listApiKeys":  needs(account.ManageAPIKeys),
		"createApiKey": needs(account.ManageAPIKeys),
		"revokeApiKey": needs(account.ManageAPIKeys),
	}
}
