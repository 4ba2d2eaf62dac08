package api_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

// permissionOf is DESIGN section 6 once more, by operation: what the table in
// permissions.go is checked against from outside.
func permissionOf(operation string) (account.Permission, bool) {
	for permission, operations := range map[account.Permission]string{
		account.ReadConversations: "listConversations getConversation listMessages listTickets listEvents getDecision listAgents",
		account.HandleConversations: "retryAttachment sendMessage resendMessage settleMessage showTyping markRead getDraft putDraft deleteDraft claimConversation releaseConversation " +
			"transferConversation closeConversation setConversationStatus",
		account.Annotate:       "addNote setConversationLabels",
		account.IngestMessages: "ingestMessage",
		account.ReadContent: "listFaqs getFaq checkFaq testFaqs exportFaqs getSampleFaqs listQuickReplies getQuickReply " +
			"listImports getImport previewQuickReply listCalendars getCalendar getResponders getMatcher getEmbedder " +
			"listCampaigns getCampaign listTemplates",
		account.EditContent: "createFaq updateFaq cloneFaq importFaqs cancelImport acceptSuggestion " +
			"dismissSuggestion reopenSuggestion createQuickReply updateQuickReply cloneQuickReply createCalendar " +
			"updateCalendar deleteCalendar createCampaign updateCampaign addCampaignRecipients",
		account.PublishContent: "archiveFaq restoreFaq activateFaq activateQuickReply archiveQuickReply restoreQuickReply " +
			"launchCampaign pauseCampaign resumeCampaign cancelCampaign archiveCampaign",
		account.SendCampaigns:  "sendCampaignMessage cancelCampaignMessage",
		account.ReadRecipients: "listCampaignMessages",
		account.ManageConsent:  "setOptOut",
		account.UploadFiles:    "uploadAttachment",
		account.ReadFiles:      "getAttachment",
		account.ReviewMessages: "replayFaqs getReplay listSuggestions getSuggestion findSuggestions",
		account.SetResponders:  "setResponders setMatcher setQuickReplyOrder",
		account.ManageEmbedder: "setEmbedder testEmbedder cancelEmbedder",
		account.ManageUsers:    "listUsers createUser getUser updateUser setUserRoles disableUser enableUser",
		account.ReadInboxes:    "listInboxes getInbox",
		account.ManageInboxes:  "createInbox updateInbox rotateInboxSecret dropInboxSecret disableInbox enableInbox checkInbox registerInbox",
		account.ManageAPIKeys:  "listApiKeys createApiKey revokeApiKey",
		account.OwnAccount:     "getSession deleteSession setUserPassword",
	} {
		for _, name := range strings.Fields(operations) {
			if name == operation {
				return permission, true
			}
		}
	}
	return "", false
}

// Every route, called by everybody: exactly who may gets past the door.
func TestRolesAndRoutes(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("openapi.yaml")
	require.NoError(t, err)
	document, err := openapi3.NewLoader().LoadFromData(raw)
	require.NoError(t, err)
	b := setup(t)

	type caller struct {
		name      string
		principal account.Principal
		show      func(t *testing.T) header
	}
	callers := []caller{{name: "nobody", show: func(*testing.T) header { return header{} }}}
	for _, role := range []account.Role{account.Admin, account.Agent, account.Creator, account.Approver, account.Member} {
		user, _ := b.user(t, string(role), role)
		callers = append(callers, caller{string(role), account.Principal{User: &user}, func(t *testing.T) header {
			t.Helper()
			// A new session each time: some of the routes end it.
			session, err := b.store.CreateSession(t.Context(), user.ID)
			require.NoError(t, err)
			return bearer(session.Token)
		}})
	}
	for _, scope := range []account.Scope{account.ScopeIngest, account.ScopeSend, account.ScopeRead, account.ScopeAdmin} {
		shown := b.apiKey(t, scope)
		principal := account.Principal{Key: &account.APIKey{Scopes: []account.Scope{scope}}}
		callers = append(callers, caller{"key " + string(scope), principal, func(*testing.T) header { return shown }})
	}

	routes := 0
	for path, item := range document.Paths.Map() {
		if !strings.HasPrefix(path, "/v1/") {
			continue
		}
		for method, operation := range item.Operations() {
			permission, ok := permissionOf(operation.OperationID)
			if operation.OperationID == "createSession" {
				continue
			}
			require.True(t, ok, operation.OperationID)
			routes++
			for _, c := range callers {
				a := b.do(t, method, strings.ReplaceAll(path, "{id}", nobody), "{}", c.show(t))
				switch {
				case c.principal == (account.Principal{}):
					require.Equal(t, http.StatusUnauthorized, a.status, "%s %s", method, path)
					require.Equal(t, "Bearer", a.header.Get("WWW-Authenticate"))
				case account.Allowed(c.principal, permission):
					require.NotContains(t, []int{401, 403, 500}, a.status, "%s: %s %s: %s", c.name, method, path, a.body)
				default:
					require.Equal(t, http.StatusForbidden, a.status, "%s: %s %s: %s", c.name, method, path, a.body)
				}
			}
		}
	}
	require.Greater(t, routes, 40)
}

func TestCredentialsThatAreNone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, good := b.user(t, "asha", account.Agent)
	token := strings.TrimPrefix(good.value, "Bearer ")
	cookie := header{"Cookie", "parley_session=" + token}
	secret := strings.TrimPrefix(b.apiKey(t, account.ScopeRead).value, "Bearer ")
	b.do(t, "GET", "/v1/conversations", nil, good).want(t, 200)
	b.do(t, "GET", "/v1/conversations", nil, header{"Authorization", "bearer " + secret}).want(t, 200)

	for name, headers := range map[string][]header{
		"none":             nil,
		"empty":            {{"Authorization", "Bearer "}},
		"scheme only":      {{"Authorization", "Bearer"}},
		"basic":            {{"Authorization", "Basic " + token}},
		"bare":             {{"Authorization", token}},
		"two tokens":       {{"Authorization", "Bearer " + token + " " + token}},
		"two headers":      {good, good},
		"wrong":            {bearer(token + "x")},
		"wrong key":        {bearer(secret + "x")},
		"prefix of a key":  {bearer(secret[:20])},
		"key as cookie":    {{"Cookie", "parley_session=" + secret}},
		"other cookie":     {{"Cookie", "session=" + token}},
		"junk over cookie": {{"Authorization", "Bearer junk"}, cookie},
		"Basic and cookie": {{"Authorization", "Basic x"}, cookie},
		"SQL":              {bearer("'OR''='")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b.do(t, "GET", "/v1/conversations", nil, headers...).problem(t, 401, "unauthenticated")
		})
	}
	t.Run("in the address", func(t *testing.T) {
		t.Parallel()
		b.do(t, "GET", "/v1/conversations?token="+token+"&access_token="+token, nil).problem(t, 401, "unauthenticated")
	})
}

func TestCredentialsEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	asha, before := b.user(t, "asha", account.Agent)
	works := func(credentials header) int { return b.do(t, "GET", "/v1/conversations", nil, credentials).status }
	again := func() header {
		session, err := b.store.CreateSession(t.Context(), asha.ID)
		require.NoError(t, err)
		return bearer(session.Token)
	}
	require.Equal(t, 200, works(before))

	b.do(t, "PUT", "/v1/users/"+asha.ID+"/roles", `{"roles":["admin","agent"]}`, admin).want(t, 200)
	require.Equal(t, 401, works(before), "role change")

	session := again()
	b.do(t, "PUT", "/v1/users/"+asha.ID+"/password", `{"password":"another password"}`, admin).want(t, 204)
	require.Equal(t, 401, works(session), "password change")

	session = again()
	b.do(t, "POST", "/v1/users/"+asha.ID+"/disable", nil, admin).want(t, 200)
	require.Equal(t, 401, works(session), "disabled")

	key, secret, err := b.store.CreateAPIKey(t.Context(), "service", []account.Scope{account.ScopeRead})
	require.NoError(t, err)
	require.Equal(t, 200, works(bearer(secret)))
	b.do(t, "DELETE", "/v1/api-keys/"+key.ID, nil, admin).want(t, 204)
	require.Equal(t, 401, works(bearer(secret)), "revoked")
}

// What another site makes a browser do is refused; what has no cookie to abuse,
// or comes from no browser, is not.
func TestRequestsFromOtherSites(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, good := b.user(t, "asha", account.Admin)
	cookie := header{"Cookie", "parley_session=" + strings.TrimPrefix(good.value, "Bearer ")}
	faq := `{"type":"general","question":"Where is my order now?","answer":"On its way."}`
	refused := map[string][]header{
		"cross-site":     {cookie, {"Sec-Fetch-Site", "cross-site"}},
		"same-site":      {cookie, {"Sec-Fetch-Site", "same-site"}},
		"foreign origin": {cookie, {"Origin", "https://evil.example"}},
		"null origin":    {cookie, {"Origin", "null"}},
		"other port":     {cookie, {"Origin", "http://127.0.0.1:9"}},
	}
	for _, headers := range refused {
		b.do(t, "POST", "/v1/faqs", faq, headers...).problem(t, 403, "cross-origin")
		b.do(t, "POST", "/v1/session", `{"email":"a@b.c","password":"12345678"}`, headers[1:]...).problem(t, 403, "cross-origin")
		b.do(t, "PUT", "/v1/conversations/"+nobody+"/status", `{"status":"new"}`, headers...).problem(t, 403, "cross-origin")
		b.do(t, "DELETE", "/v1/session", nil, headers...).problem(t, 403, "cross-origin")
		b.do(t, "GET", "/v1/faqs", nil, headers...).want(t, 200)
	}
	for name, headers := range map[string][]header{
		"same origin":        {cookie, {"Sec-Fetch-Site", "same-origin"}, {"Origin", b.url}},
		"the public address": {cookie, {"Origin", "http://127.0.0.1:8080"}},
		"no browser":         {cookie},
		"bearer":             {good, {"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}},
	} {
		require.Equal(t, 201, b.do(t, "POST", "/v1/faqs", faq, headers...).status, name)
	}
	// A form needs nobody's leave to cross sites, but is no JSON.
	for _, media := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""} {
		b.do(t, "POST", "/v1/faqs", faq, cookie, header{"Content-Type", media}).problem(t, 415, "unsupported-media-type")
	}
	b.do(t, "POST", "/v1/faqs", faq, cookie, header{"X-HTTP-Method-Override", "DELETE"}).want(t, 201)
}
