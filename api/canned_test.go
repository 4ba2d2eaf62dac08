package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// Canned responses are everybody's who answers: one agent's can be changed and
// deleted by another, and say who wrote them last.
func TestCannedResponses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, ashas := b.user(t, "asha", account.Agent)
	ben, bens := b.user(t, "ben", account.Agent)
	_, creator := b.user(t, "creator", account.Creator)
	const all = "/v1/canned-responses"
	hi := into[api.CannedResponse](t, b.do(t, "POST", all, `{"shortcut":"Hi","text":" Hello!\nHow are you? "}`, ashas).want(t, 201))
	require.Equal(t, asha.ID, *hi.EditedBy)
	require.Equal(t, " Hello!\nHow are you? ", hi.Text, "as it was written")
	bye := into[api.CannedResponse](t, b.do(t, "POST", all, `{"shortcut":"bye","text":"Bye"}`, ashas).want(t, 201))

	require.Equal(t, "shortcut", b.do(t, "POST", all, `{"shortcut":"hI","text":"x"}`, bens).problem(t, 409, "shortcut-taken").Errors[0].Field)
	b.do(t, "PUT", all+"/"+bye.ID, `{"shortcut":"HI","text":"x"}`, bens).problem(t, 409, "shortcut-taken")
	changed := into[api.CannedResponse](t, b.do(t, "PUT", all+"/"+hi.ID, `{"shortcut":"hi","text":"Hello, you."}`, bens).want(t, 200))
	require.Equal(t, ben.ID, *changed.EditedBy)
	list := func(who header) []api.CannedResponse {
		return into[api.CannedResponseList](t, b.do(t, "GET", all, nil, who).want(t, 200)).Items
	}
	require.Equal(t, []api.CannedResponse{bye, changed}, list(ashas), "by shortcut")
	require.Len(t, list(b.apiKey(t, account.ScopeRead)), 2)

	for _, body := range []string{
		`{}`, `{"shortcut":"","text":"x"}`, `{"shortcut":"two words","text":"x"}`, `{"shortcut":"a/b","text":"x"}`,
		`{"shortcut":"x","text":""}`, `{"shortcut":"x","text":" \n "}`, `{"shortcut":"x","text":"x","edited_by":"` + ben.ID + `"}`,
		`{"shortcut":"` + strings.Repeat("s", 65) + `","text":"x"}`, `{"shortcut":"x","text":"` + strings.Repeat("t", 10_001) + `"}`,
	} {
		b.do(t, "POST", all, body, ashas).problem(t, 422, "invalid")
		b.do(t, "PUT", all+"/"+hi.ID, body, ashas).problem(t, 422, "invalid")
	}
	for _, who := range []header{creator, b.apiKey(t, account.ScopeRead), b.apiKey(t, account.ScopeIngest)} {
		b.do(t, "POST", all, `{"shortcut":"mine","text":"x"}`, who).problem(t, 403, "forbidden")
		b.do(t, "PUT", all+"/"+hi.ID, `{"shortcut":"mine","text":"x"}`, who).problem(t, 403, "forbidden")
		b.do(t, "DELETE", all+"/"+hi.ID, nil, who).problem(t, 403, "forbidden")
	}
	b.do(t, "GET", all, nil, creator).problem(t, 403, "forbidden")
	require.Equal(t, []api.CannedResponse{bye, changed}, list(bens), "what was refused has changed nothing")

	b.do(t, "DELETE", all+"/"+hi.ID, nil, bens).want(t, 204)
	b.do(t, "DELETE", all+"/"+hi.ID, nil, ashas).problem(t, 404, "not-found")
	b.do(t, "PUT", all+"/"+hi.ID, `{"shortcut":"hi","text":"x"}`, ashas).problem(t, 404, "not-found")
	b.do(t, "POST", all, `{"shortcut":"HI","text":"free again"}`, ashas).want(t, 201)
}
