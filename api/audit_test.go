package api_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
)

// audit returns the actions that the log has, latest first.
func (b *bundle) audit(t *testing.T, admin header, query string) []api.AuditEntry {
	t.Helper()
	return into[api.AuditLog](t, b.do(t, "GET", "/v1/audit?limit=200"+query, nil, admin).want(t, 200)).Items
}

// What an admin does is in the log, with who did it, from where, and what to look
// for in the server's log.
func TestAuditNamesWhoDidIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	boss, admin := b.user(t, "boss", account.Admin)
	asha, _ := b.user(t, "asha", account.Agent)
	a := b.do(t, "PUT", "/v1/users/"+asha.ID+"/roles", `{"roles":["creator"]}`, admin).want(t, 200)

	entries := b.audit(t, admin, "&object_kind=user&object_id="+asha.ID)
	require.Len(t, entries, 2)
	require.Equal(t, "user.roles_set", entries[0].Action)
	require.Equal(t, "user", entries[0].Actor.Kind)
	require.Equal(t, boss.ID, entries[0].Actor.ID)
	require.Equal(t, "Boss", entries[0].Actor.Name)
	require.Equal(t, map[string]any{"from": []any{"agent"}, "to": []any{"creator"}}, entries[0].Detail)
	require.Equal(t, "127.0.0.1", entries[0].Address)
	require.Equal(t, a.header.Get("X-Request-Id"), entries[0].RequestID)
	require.WithinDuration(t, time.Now(), entries[0].At, time.Minute)
	require.Equal(t, "user.created", entries[1].Action)
	require.Equal(t, "system", entries[1].Actor.Kind, "past the API")
}

// Every kind of change leaves its line; what a request does after another's is
// not put down to that other.
func TestAuditHasEveryChange(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	adminKey := b.apiKey(t, account.ScopeAdmin)
	done := func(status int, method, path string, body any, by ...header) answer {
		t.Helper()
		if by == nil {
			by = []header{admin}
		}
		return b.do(t, method, path, body, by...).want(t, status)
	}
	faq := into[api.FAQ](t, done(201, "POST", "/v1/faqs", `{"type":"general","question":"Where is my order now?","answer":"On its way."}`))
	done(200, "POST", "/v1/faqs/"+faq.ID+"/activate", nil)
	done(200, "POST", "/v1/faqs/"+faq.ID+"/archive", nil, adminKey)
	done(200, "PUT", "/v1/responders", `{"order":["quick_reply","faq"]}`)
	done(200, "PUT", "/v1/matcher", `{"calibration":"cautious"}`)
	inbox := into[api.Inbox](t, done(201, "POST", "/v1/inboxes", `{"name":"Shop","channel":"webhook"}`))
	done(200, "POST", "/v1/inboxes/"+inbox.ID+"/disable", nil)
	done(200, "POST", "/v1/inboxes/"+inbox.ID+"/enable", nil)
	done(201, "POST", "/v1/inboxes/"+inbox.ID+"/secret", nil)
	made := into[api.APIKeyWithSecret](t, done(201, "POST", "/v1/api-keys", `{"name":"shop","scopes":["read"]}`))
	done(204, "DELETE", "/v1/api-keys/"+made.ID, nil)
	invitation, _ := b.invite(t, admin, "ben@example.com")
	done(204, "DELETE", "/v1/invitations/"+invitation.ID, nil)
	user := into[api.User](t, done(201, "POST", "/v1/users", `{"email":"asha@example.com","name":"Asha","password":"correct horse","roles":["agent"]}`))
	done(200, "PUT", "/v1/users/"+user.ID, `{"email":"asha@example.com","name":"A. Rao"}`)
	done(204, "PUT", "/v1/users/"+user.ID+"/password", `{"password":"correct horse 2"}`)
	session := into[api.Session](t, done(201, "POST", "/v1/session", `{"email":"asha@example.com","password":"correct horse 2"}`, header{}))
	done(401, "POST", "/v1/session", `{"email":"asha@example.com","password":"hunter2hunter2"}`, header{})
	done(401, "POST", "/v1/session", `{"email":"typed-a-password-here","password":"hunter2hunter2"}`, header{})
	done(204, "DELETE", "/v1/session", nil, bearer(session.Token))
	done(200, "POST", "/v1/users/"+user.ID+"/disable", nil)
	done(200, "POST", "/v1/users/"+user.ID+"/enable", nil)

	entries := b.audit(t, admin, "")
	byAction := map[string][]string{}
	for _, e := range entries {
		byAction[e.Action] = append(byAction[e.Action], e.Actor.Kind)
	}
	for action, actor := range map[string]string{
		"faq.activated": "user", "faq.archived": "key", "responders.chain_set": "user", "responders.matcher_set": "user",
		"inbox.created": "user", "inbox.disabled": "user", "inbox.enabled": "user", "inbox.secrets_set": "user",
		"api_key.revoked": "user", "invitation.created": "user", "invitation.revoked": "user", "user.changed": "user",
		"user.password_set": "user", "user.disabled": "user", "user.enabled": "user", "login.failed": "nobody",
		"session.ended": "user",
	} {
		require.NotEmpty(t, byAction[action], action)
		require.Equal(t, actor, byAction[action][0], action)
	}
	require.Len(t, byAction["login.failed"], 2)
	failed := b.audit(t, admin, "&action=login.failed")
	require.ElementsMatch(t, []string{"", user.ID}, []string{failed[0].Object.ID, failed[1].Object.ID})
	all := string(b.do(t, "GET", "/v1/audit?limit=200", nil, admin).body)
	for _, secret := range []string{"hunter2", "typed-a-password", "correct horse", "plain:", session.Token, made.Key} {
		require.NotContains(t, all, secret)
	}
}

// A workflow's word on who holds a conversation is in the log.
func TestAuditOfConversations(t *testing.T) {
	t.Parallel()
	b := setup(t)
	boss, admin := b.user(t, "boss", account.Admin)
	id := b.conversation(t, b.inbox(t).ID, "asha", "my name is Canary")
	snapshot, err := b.store.ReadMailbox(t.Context(), id, nil)
	require.NoError(t, err)
	now := time.Now()
	_, err = b.store.Commit(t.Context(), conversation.Change{State: snapshot.State, Records: []conversation.Record{
		{Type: conversation.StatusChanged, At: now, Ticket: 1, From: conversation.New, To: conversation.Active, Cause: conversation.ByHand, ActorID: boss.ID},
		{Type: conversation.Claimed, At: now, Ticket: 1, ActorID: boss.ID, OwnerID: boss.ID},
		{Type: conversation.Released, At: now, Ticket: 1, OwnerID: boss.ID, Cause: conversation.ByLapse},
		{Type: conversation.RefusedMessage, At: now, Ticket: 1, MessageID: nobody},
	}})
	require.NoError(t, err)
	entries := b.audit(t, admin, "&object_kind=conversation&object_id="+id)
	var actions []string
	for _, e := range slices.Backward(entries) {
		actions = append(actions, e.Action+" by "+e.Actor.Kind)
	}
	require.Equal(t, []string{"conversation.status_changed by user", "conversation.claimed by user", "conversation.released by system"}, actions)
	require.Equal(t, map[string]any{"ticket": 1.0, "from": "new", "to": "active", "cause": "by_hand"}, entries[2].Detail)
	require.NotContains(t, string(b.do(t, "GET", "/v1/audit", nil, admin).body), "Canary")
}

func TestAuditFiltersAndPages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	boss, admin := b.user(t, "boss", account.Admin)
	for range 5 {
		b.do(t, "POST", "/v1/api-keys", `{"name":"shop","scopes":["read"]}`, admin).want(t, 201)
	}
	for query, want := range map[string]int{
		"&action=api_key": 5, "&action=api_key.created": 5, "&action=api_key.revoked": 0, "&action=api": 0,
		"&actor=user/" + boss.ID + "&object_kind=api_key": 5, "&actor=user/" + nobody: 0, "&object_kind=api_key": 5,
		"&object_id=' OR 1=1 --": 0, "&action=%25": 0, "&since=2100-01-01T00:00:00Z": 0, "&action=api_key&until=2100-01-01T00:00:00Z": 5,
		"&until=2000-01-01T00:00:00Z": 0,
	} {
		require.Len(t, b.audit(t, admin, strings.ReplaceAll(query, " ", "%20")), want, query)
	}
	seen := map[string]bool{}
	cursor := ""
	for pages := 0; ; pages++ {
		page := into[api.AuditLog](t, b.do(t, "GET", "/v1/audit?limit=2&action=api_key"+cursor, nil, admin).want(t, 200))
		for _, e := range page.Items {
			seen[e.Object.ID] = true
		}
		if page.NextCursor == nil {
			require.Equal(t, 2, pages)
			break
		}
		cursor = "&cursor=" + *page.NextCursor
	}
	require.Len(t, seen, 5)
	b.do(t, "GET", "/v1/audit?limit=2&action=user"+cursor, nil, admin).problem(t, 400, "malformed")
}

// Not even the program's own statements change the log.
func TestAuditIsAppendOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.user(t, "boss", account.Admin)
	connection, err := pgx.Connect(t.Context(), b.dsn)
	require.NoError(t, err)
	for _, statement := range []string{
		`UPDATE audit_log SET actor = 'system'`, `DELETE FROM audit_log`, `TRUNCATE audit_log`,
		`UPDATE audit_log SET actor = '' WHERE false`,
	} {
		_, err := connection.Exec(t.Context(), statement)
		require.ErrorContains(t, err, "append-only", statement)
	}
	require.NoError(t, connection.Close(t.Context()))
}

// What it was done to has a name too, but for customers': an admin key reads the
// log, and no conversations.
func TestAuditNamesWhatItWasDoneTo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	boss, admin := b.user(t, "boss", account.Admin)
	faq := into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", `{"type":"general","question":"Where is my order now?","answer":"On its way."}`, admin).want(t, 201))
	b.do(t, "POST", "/v1/faqs/"+faq.ID+"/activate", nil, admin).want(t, 200)
	b.do(t, "POST", "/v1/inboxes", `{"name":"Shop","channel":"webhook"}`, admin).want(t, 201)
	b.do(t, "POST", "/v1/api-keys", `{"name":"Backend","scopes":["read"]}`, admin).want(t, 201)
	b.do(t, "POST", "/v1/invitations", `{"name":"Asha Rao","email":"asha@example.com","roles":["agent"]}`, admin).want(t, 201)
	b.do(t, "POST", "/v1/session", api.Login{Email: boss.Email, Password: "wrong"}).want(t, 401)
	b.do(t, "POST", "/v1/session", api.Login{Email: "nobody@example.com", Password: "wrong"}).want(t, 401)
	named := map[string][]string{}
	for _, e := range b.audit(t, admin, "") {
		named[e.Action] = append(named[e.Action], e.Object.Name)
	}
	require.Equal(t, []string{"Where is my order now?"}, named["faq.activated"])
	require.Contains(t, named["inbox.created"], "Shop")
	require.Contains(t, named["api_key.created"], "Backend")
	require.Equal(t, []string{"Asha Rao"}, named["invitation.created"])
	require.Contains(t, named["session.started"], "Boss")
	require.Equal(t, []string{"", "Boss"}, named["login.failed"])
}
