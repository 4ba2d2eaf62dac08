package api_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
)

// permissionOf is who may do what once more, by operation: what the table in
// permissions.go is checked against from outside. A route without a row fails.
func permissionOf(operation string) (account.Permission, bool) {
	for permission, operations := range map[account.Permission]string{
		account.ReadConversations: "listConversations countConversations getConversation listMessages listTickets listEvents getDecision " +
			"listAgents streamEvents setRead listContacts getContact listCannedResponses listViews createView updateView deleteView listMentions readMentions " +
			"suggestAnswers showPresence endPresence",
		account.HandleConversations: "sendMessage resendMessage settleMessage setReaction deleteReaction showTyping markRead getDraft putDraft deleteDraft " +
			"claimConversation releaseConversation transferConversation closeConversation setConversationStatus retryAttachment " +
			"createCannedResponse updateCannedResponse deleteCannedResponse",
		account.Annotate:       "addNote setConversationLabels renameContact correctDecision uncorrectDecision",
		account.UploadFiles:    "uploadAttachment",
		account.ReadFiles:      "getAttachment",
		account.IngestMessages: "ingestMessage",
		account.ReadContent: "listFaqs countFaqs getFaq checkFaq testFaqs exportFaqs getSampleFaqs listQuickReplies getQuickReply " +
			"listImports getImport previewQuickReply listCalendars getCalendar getResponders getMatcher getEmbedder " +
			"listCampaigns getCampaign listTemplates",
		account.EditContent: "createFaq updateFaq cloneFaq importFaqs applyImport cancelImport acceptSuggestion " +
			"dismissSuggestion reopenSuggestion createQuickReply updateQuickReply cloneQuickReply createCalendar " +
			"updateCalendar deleteCalendar createCampaign updateCampaign addCampaignRecipients",
		account.PublishContent: "archiveFaq restoreFaq activateFaq activateQuickReply archiveQuickReply restoreQuickReply " +
			"launchCampaign pauseCampaign resumeCampaign cancelCampaign archiveCampaign",
		account.SendCampaigns:  "sendCampaignMessage cancelCampaignMessage",
		account.ReadRecipients: "listCampaignMessages",
		account.ManageConsent:  "setOptOut",
		account.ManageContacts: "exportContact eraseContact listErasures getErasure",
		account.ReviewMessages: "replayFaqs getReplay listSuggestions getSuggestion findSuggestions",
		account.SetResponders:  "setResponders setMatcher setQuickReplyOrder",
		account.ManageEmbedder: "setEmbedder testEmbedder cancelEmbedder",
		account.ManageUsers: "listUsers createUser getUser updateUser setUserRoles disableUser enableUser " +
			"listInvitations createInvitation resendInvitation revokeInvitation",
		account.ReadInboxes:      "listInboxes getInbox",
		account.ManageInboxes:    "createInbox updateInbox rotateInboxSecret dropInboxSecret disableInbox enableInbox checkInbox registerInbox testInbox getDemo loadDemo removeDemo",
		account.ManageAPIKeys:    "listApiKeys createApiKey revokeApiKey",
		account.ManageSettings:   "getSettings setSettings getOptOutWords setOptOutWords",
		account.ReadAudit:        "listAudit",
		account.ReadReports:      "getReportOverview getReportHours getReportCampaigns getReportFaqs",
		account.ReadAgentReports: "getReportAgents",
		account.OwnAccount:       "getSession deleteSession setProfile setUserPassword listSessions endSession endSessions",
	} {
		if slices.Contains(strings.Fields(operations), operation) {
			return permission, true
		}
	}
	return "", false
}

// personal are the operations on what a user has for themselves: a service that may
// read the same has none of it.
func personal(operation string) bool {
	return slices.Contains(strings.Fields("setRead countConversations listViews createView updateView deleteView listMentions readMentions showPresence endPresence"), operation)
}

// openToAll are the operations that ask for no credentials.
func openToAll(operation string) bool {
	return slices.Contains(strings.Fields("createSession getLoginMethods beginOidcLogin endOidcLogin acceptInvitation"), operation)
}

// relation is how an object stands to who asks for it.
type relation string

const (
	own    relation = "own"
	others relation = "other's"
	absent relation = "absent"
)

// caller is one kind of caller: a role, a scope, or nobody.
type caller struct {
	role  account.Role
	scope account.Scope
}

// callers are five roles, each scope, and nobody.
func callers() []caller {
	list := []caller{{}}
	for _, role := range account.Assignable() {
		list = append(list, caller{role: role})
	}
	for _, scope := range []account.Scope{account.ScopeIngest, account.ScopeSend, account.ScopeRead, account.ScopeAdmin} {
		list = append(list, caller{scope: scope})
	}
	return list
}

func (c caller) principal() account.Principal {
	switch {
	case c.role != "":
		return account.Principal{User: &account.User{Roles: []account.Role{c.role}}}
	case c.scope != "":
		return account.Principal{Key: &account.APIKey{Scopes: []account.Scope{c.scope}}}
	default:
		return account.Principal{}
	}
}

// TestRolesAndRoutes calls every route as everybody about an object of their own,
// of somebody else and of nobody: exactly who may gets past the door, and who may
// not learns nothing about what is behind it. Of every route somebody gets what
// they asked for: one that nobody can make succeed here is not tried.
func TestRolesAndRoutes(t *testing.T) {
	t.Parallel()
	document := contract(t)
	w := newWorld(t)
	cells, silent := 0, []string{}
	for path, item := range document.Paths.Map() {
		if !strings.HasPrefix(path, "/v1/") {
			continue
		}
		for method, operation := range item.Operations() {
			if openToAll(operation.OperationID) {
				continue
			}
			permission, ok := permissionOf(operation.OperationID)
			require.True(t, ok, "%s has no row", operation.OperationID)
			relations := []relation{absent}
			if strings.Contains(path, "{id}") {
				relations = []relation{own, others, absent}
			}
			granted := false
			for _, c := range callers() {
				for _, r := range relations {
					status := w.try(t, cell{method, path, operation, permission, c, r})
					granted = granted || status >= 200 && status < 300
					cells++
				}
			}
			if !granted {
				silent = append(silent, operation.OperationID)
			}
		}
	}
	require.Greater(t, cells, 2000)
	require.Empty(t, silent, "nobody was given what they asked for")
}

// cell is one of the matrix.
type cell struct {
	method, path string
	operation    *openapi3.Operation
	permission   account.Permission
	caller       caller
	relation     relation
}

// try calls one route as one caller about one object, and returns the status of the
// answer.
func (w *world) try(t *testing.T, c cell) int {
	t.Helper()
	may := account.Allowed(c.caller.principal(), c.permission)
	id, show := w.object(t, c, may)
	where := []any{"%s %s: %s%s, %s", c.method, c.path, c.caller.role, c.caller.scope, c.relation}
	if may && c.operation.OperationID == "streamEvents" {
		status := w.streams(t, c.path, show)
		require.Equal(t, 200, status, where...)
		return status
	}
	r := w.request(t, c, id, show)
	path := strings.NewReplacer("{id}", id, "{message_id}", w.message(t, c, id, may)).Replace(c.path)
	var body any
	if r.body != "" {
		body = r.body
	}
	a := w.do(t, c.method, path+r.query, body, r.headers...)
	switch {
	case c.caller == (caller{}):
		require.Equal(t, http.StatusUnauthorized, a.status, where...)
		require.Equal(t, "Bearer", a.header.Get("WWW-Authenticate"), where...)
	case !may:
		p := a.problem(t, http.StatusForbidden, "forbidden")
		require.Equal(t, "Your role or the key's scopes do not allow this.", p.Detail, where...)
	case personal(c.operation.OperationID) && c.caller.scope != "":
		require.Equal(t, http.StatusForbidden, a.status, where...)
	case c.operation.OperationID == "setUserPassword" && c.relation != own && c.caller.role != account.Admin:
		require.Equal(t, http.StatusForbidden, a.status, where...)
	case a.status == http.StatusForbidden:
		// Nobody lets through what they edited last themselves.
		require.Contains(t, string(a.body), "urn:parley:problem:own-edit", where...)
		require.Equal(t, own, c.relation, where...)
		require.Equal(t, account.Approver, c.caller.role, where...)
	default:
		status, kind := c.promised()
		if status != 0 {
			require.Equal(t, status, a.status, "%v: %s", where, a.body)
			a.problem(t, status, kind)
			break
		}
		require.Less(t, a.status, 300, "%v: %s", where, a.body)
	}
	return a.status
}

// streams begins to hear events, and stops once it is answered.
func (w *world) streams(t *testing.T, path string, show header) int {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+path, nil)
	require.NoError(t, err)
	request.Header.Set(show.name, show.value)
	response, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode
}

// answered lets the workflow grant everything.
func answered(b *bundle) {
	b.workflows.answers(conversation.Result{Granted: true}, nil)
}
