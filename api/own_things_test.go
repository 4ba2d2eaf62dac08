package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// A saved view is the caller's own: colleagues do not see it, cannot change or delete
// it, and may have one of the same name.
func TestViewsAreOnesOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, ashas := b.user(t, "asha", account.Agent)
	_, bens := b.user(t, "ben", account.Agent)
	_, creator := b.user(t, "creator", account.Creator)
	list := func(who header) []api.SavedView {
		return into[api.SavedViewList](t, b.do(t, "GET", "/v1/views", nil, who).want(t, 200)).Items
	}
	saved := into[api.SavedView](t, b.do(t, "POST", "/v1/views", `{"name":"Refunds","filter":{"label":"refund","sort":"waiting_longest"}}`, ashas).want(t, 201))
	require.Equal(t, []api.SavedView{saved}, list(ashas))
	require.Empty(t, list(bens))
	bens1 := into[api.SavedView](t, b.do(t, "POST", "/v1/views", `{"name":"refunds","filter":{}}`, bens).want(t, 201))
	b.do(t, "DELETE", "/v1/views/"+saved.ID, nil, bens).problem(t, 404, "not-found")
	again := into[api.SavedView](t, b.do(t, "POST", "/v1/views", `{"name":"REFUNDS","filter":{"label":"money"}}`, ashas).want(t, 201))
	require.Equal(t, saved.ID, again.ID, "a name that was used is replaced")

	for _, body := range []string{
		`{}`, `{"name":"","filter":{}}`, `{"name":" ","filter":{}}`, `{"name":"x"}`, `{"name":"x","filter":{"sort":"random"}}`,
		`{"name":"x","filter":{"owner_id":1}}`, `{"name":"x","filter":{"sql":"1=1"}}`, `{"name":"x","filter":{},"user_id":"` + nobody + `"}`,
		`{"name":"` + strings.Repeat("n", 101) + `","filter":{}}`,
	} {
		b.do(t, "POST", "/v1/views", body, ashas).problem(t, 422, "invalid")
		b.do(t, "PUT", "/v1/views/"+saved.ID, body, ashas).problem(t, 422, "invalid")
	}
	for _, who := range []header{creator, b.apiKey(t, account.ScopeRead), b.apiKey(t, account.ScopeAdmin)} {
		b.do(t, "GET", "/v1/views", nil, who).problem(t, 403, "forbidden")
		b.do(t, "POST", "/v1/views", `{"name":"x","filter":{}}`, who).problem(t, 403, "forbidden")
	}
	for i := range 99 {
		b.do(t, "POST", "/v1/views", fmt.Sprintf(`{"name":"view %d","filter":{}}`, i), ashas).want(t, 201)
	}
	b.do(t, "POST", "/v1/views", `{"name":"one more","filter":{}}`, ashas).problem(t, 422, "invalid")
	require.Len(t, list(ashas), 100)
	require.Equal(t, []api.SavedView{bens1}, list(bens))
	b.do(t, "DELETE", "/v1/views/"+saved.ID, nil, ashas).want(t, 204)
	b.do(t, "POST", "/v1/views", `{"name":"one more","filter":{}}`, ashas).want(t, 201)
}

// Mentions come latest first and in pages, each once; nobody sees or reads another's,
// and only who can read a note can be named in it.
func TestMentionsAreOnesOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, ashas := b.user(t, "asha", account.Agent)
	ben, bens := b.user(t, "ben", account.Agent)
	writer, creator := b.user(t, "creator", account.Creator)
	notes := "/v1/conversations/" + b.conversation(t, b.inbox(t).ID, "ravi", "hello") + "/notes"
	for i := range 5 {
		b.do(t, "POST", notes, fmt.Sprintf(`{"text":"note %d","mentions":["%s"]}`, i, asha.ID), bens).want(t, 201)
	}
	b.do(t, "POST", notes, `{"text":"to ben","mentions":["`+ben.ID+`"]}`, ashas).want(t, 201)

	var texts []string
	page := func(cursor string, who header) api.MentionList {
		return into[api.MentionList](t, b.do(t, "GET", "/v1/mentions?limit=2"+cursor, nil, who).want(t, 200))
	}
	cursor := ""
	for more := true; more; {
		p := page(cursor, ashas)
		for _, m := range p.Items {
			texts = append(texts, m.Note.Text)
		}
		if more = p.NextCursor != nil; more {
			cursor = "&cursor=" + *p.NextCursor
			b.do(t, "GET", "/v1/mentions?limit=2"+cursor, nil, bens).problem(t, 400, "malformed")
		}
	}
	require.Equal(t, []string{"note 4", "note 3", "note 2", "note 1", "note 0"}, texts)
	require.Len(t, page("", bens).Items, 1)

	for _, mentions := range []string{`"` + nobody + `"`, `"` + writer.ID + `"`, `"` + asha.ID + `","` + writer.ID + `"`, `"nonsense"`} {
		b.do(t, "POST", notes, `{"text":"refused","mentions":[`+mentions+`]}`, bens).problem(t, 422, "invalid")
	}
	require.Equal(t, "note 4", page("", ashas).Items[0].Note.Text, "a note that is refused names nobody")
	b.do(t, "PUT", "/v1/mentions/read", nil, bens).want(t, 204)
	require.Nil(t, page("", ashas).Items[0].ReadAt)
	require.NotNil(t, page("", bens).Items[0].ReadAt)
	for _, who := range []header{creator, b.apiKey(t, account.ScopeRead)} {
		b.do(t, "GET", "/v1/mentions", nil, who).problem(t, 403, "forbidden")
		b.do(t, "PUT", "/v1/mentions/read", nil, who).problem(t, 403, "forbidden")
	}
}

// What one has read is unread for the others; the list, the conversation and the
// counts say the same.
func TestUnreadIsOnesOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, ashas := b.user(t, "asha", account.Agent)
	_, bens := b.user(t, "ben", account.Agent)
	_, creator := b.user(t, "creator", account.Creator)
	inbox := b.inbox(t).ID
	id := b.conversation(t, inbox, "ravi", "one")
	b.conversation(t, inbox, "ravi", "two")
	b.exec(t, `UPDATE conversations SET status = 'new', waiting_since = (SELECT min(created_at) FROM messages)`)
	unread := func(who header) [3]int {
		one := into[api.Conversation](t, b.do(t, "GET", "/v1/conversations/"+id, nil, who).want(t, 200)).Unread
		list := into[api.ConversationList](t, b.do(t, "GET", "/v1/conversations", nil, who).want(t, 200)).Items[0].Unread
		counts := into[api.ConversationCounts](t, b.do(t, "GET", "/v1/conversations/counts", nil, who).want(t, 200)).Unread
		return [3]int{one, list, counts}
	}
	require.Equal(t, [3]int{2, 2, 1}, unread(ashas))
	b.do(t, "PUT", "/v1/conversations/"+id+"/read", nil, ashas).want(t, 204)
	require.Equal(t, [3]int{}, unread(ashas))
	require.Equal(t, [3]int{2, 2, 1}, unread(bens))
	b.conversation(t, inbox, "ravi", "three")
	require.Equal(t, [3]int{1, 1, 1}, unread(ashas))
	b.do(t, "PUT", "/v1/conversations/"+nobody+"/read", nil, ashas).problem(t, 404, "not-found")

	service := b.apiKey(t, account.ScopeRead)
	require.Zero(t, into[api.Conversation](t, b.do(t, "GET", "/v1/conversations/"+id, nil, service).want(t, 200)).Unread, "a service reads nothing for itself")
	for _, who := range []header{creator, service} {
		b.do(t, "GET", "/v1/conversations/counts", nil, who).problem(t, 403, "forbidden")
		b.do(t, "PUT", "/v1/conversations/"+id+"/read", nil, who).problem(t, 403, "forbidden")
	}
	require.Equal(t, [3]int{3, 3, 1}, unread(bens))
}
