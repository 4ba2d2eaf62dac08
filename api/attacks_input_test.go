package api_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// nasty are texts that mean something to some layer below.
func nasty() []string {
	return []string{
		"' OR 1=1 --", `" OR ""="`, "%", "_", `\`, `\'`, "$1", "$$", ";", "; DROP TABLE users", "@id", "@limit", "{{7*7}}", "!&|:*<->", "a:* & !b",
		"(((((", strings.Repeat("(", 500), strings.Repeat("a ", 400), "\x00", "a\x00b", "\xff\xfe", "\xc0\xaf", "\xed\xa0\x80", "\u200b\u202e", "\ufffe",
		strings.Repeat("e\u0301", 300), "👩‍👩‍👧‍👦", "-1", "0", "1e9", "99999999999999999999", "NaN", "null", "../../etc/passwd",
		"<script>alert(1)</script>", "\r\nSet-Cookie: a=b", "javascript:alert(1)", strings.Repeat("a", 900) + "!",
	}
}

// Every query parameter of every list takes every text as a text: answered or
// refused, never a failure of the server.
func TestNastyQueries(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	b.conversation(t, b.inbox(t).ID, "guest", "hello")
	asked := 0
	for path, item := range contract(t).Paths.Map() {
		if item.Get == nil || !strings.HasPrefix(path, "/v1/") || item.Get.OperationID == "streamEvents" {
			continue
		}
		for _, parameter := range item.Get.Parameters {
			if parameter.Value.In != "query" {
				continue
			}
			for _, text := range nasty() {
				address := strings.ReplaceAll(path, "{id}", nobody) + "?" + url.Values{parameter.Value.Name: {text}}.Encode()
				a := b.do(t, "GET", address, nil, admin)
				require.Less(t, a.status, 500, "%s %q: %s", path, text, a.body)
				require.NotContains(t, string(a.body), "SQLSTATE")
				require.Empty(t, a.header.Get("Set-Cookie"), "%s %q", path, text)
				asked++
			}
		}
	}
	require.Greater(t, asked, 500)
}

// What looks like a pattern or a statement finds itself and nothing else.
func TestSearchTakesTextsAsTheyAre(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	inbox := b.inbox(t)
	for i := range 3 {
		b.conversation(t, inbox.ID, fmt.Sprint("guest", i), fmt.Sprint("hello number ", i))
	}
	for _, text := range []string{"%%%", "___", "' OR 1=1 --", "hello%number", "h_llo", `hel\lo`, "hello | number", "!hello", "hel.*"} {
		list := into[api.ConversationList](t, b.do(t, "GET", "/v1/conversations?q="+url.QueryEscape(text), nil, admin).want(t, 200))
		require.Empty(t, list.Items, text)
	}
	list := into[api.ConversationList](t, b.do(t, "GET", "/v1/conversations?q=HELLO", nil, admin).want(t, 200))
	require.Len(t, list.Items, 3)
}

// Bodies made to be expensive are refused for what they are.
func TestExpensiveBodies(t *testing.T) {
	t.Parallel()
	b := setup(t)
	service, inbox := b.apiKey(t, account.ScopeIngest), b.inbox(t)
	path := "/v1/inboxes/" + inbox.ID + "/messages"
	var many strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&many, `"k%d":1,`, i)
	}
	for name, body := range map[string]string{
		"deep lists":        strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000),
		"deep objects":      strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000),
		"deep and open":     strings.Repeat("[", 500_000),
		"many members":      "{" + many.String() + `"x":1}`,
		"a huge number":     `{"id":"x","from":{"id":"u"},"text":"t","sent_at":1e999999}`,
		"a long number":     `{"id":"x","from":{"id":"u"},"text":"t","sent_at":` + strings.Repeat("9", 900_000) + `}`,
		"members twice":     `{"id":"x","id":"y","from":{"id":"u"},"text":"t"}`,
		"in capitals twice": `{"id":"x","ID":"y","from":{"id":"u"},"text":"t"}`,
		"a byte order mark": "\xef\xbb\xbf" + `{"id":"x","from":{"id":"u"},"text":"t"}`,
		"NUL":               `{"id":"x","from":{"id":"u"},"text":"a\u0000b"}`,
		"half a pair":       `{"id":"x","from":{"id":"u"},"text":"\ud800"}`,
		"not UTF-8":         `{"id":"x","from":{"id":"u"},"text":"` + "\xff" + `"}`,
		"overlong":          `{"id":"x","from":{"id":"u"},"text":"` + "\xc0\x80" + `"}`,
		"two bodies":        `{"id":"x","from":{"id":"u"},"text":"t"}{"id":"y"}`,
		"a comment":         `{"id":"x","from":{"id":"u"},"text":"t"}//`,
		"too long a text":   `{"id":"x","from":{"id":"u"},"text":"` + strings.Repeat("a", 65_537) + `"}`,
	} {
		a := b.do(t, "POST", path, body, service)
		require.Contains(t, []int{400, 413, 422}, a.status, "%s: %.300s", name, a.body)
	}
	b.do(t, "POST", path, `{"id":"x","from":{"id":"u"},"text":"`+strings.Repeat("a", 65_536)+`"}`, service).want(t, 202)
	b.do(t, "POST", path, `{"id":"y","from":{"id":"u"},"text":"\ufffe \u200b \u202egpj.exe 👩‍👩‍👧‍👦 e\u0301"}`, service).want(t, 202)
}

// The log has one line for each request, whatever is in it.
func TestNothingWritesLinesIntoTheLog(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, path := range []string{"/v1/%0a%0dINJECTED", "/v1/%1b%5b31mINJECTED", `/v1/%22%2c%22level%22:%22INJECTED`} {
		b.do(t, "GET", path, nil, header{"User-Agent", "x\tINJECTED"}).want(t, 404)
	}
	for line := range strings.Lines(b.log.String()) {
		require.True(t, strings.HasPrefix(line, `{"time":`), "%q", line)
		require.NotContains(t, line, "\x1b")
		require.NotContains(t, line, `"level":"INJECTED`)
	}
}

// Whoever knows one id knows no other: its neighbours belong to nothing.
func TestNeighboursOfAnID(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	user, _ := b.user(t, "asha", account.Agent)
	for i := range 64 {
		neighbour := user.ID[:35] + fmt.Sprintf("%x", i%16)
		if i >= 16 {
			neighbour = user.ID[:33] + fmt.Sprintf("%03x", i*61)
		}
		if neighbour != user.ID {
			b.do(t, "GET", "/v1/users/"+neighbour, nil, admin).problem(t, 404, "not-found")
		}
	}
	require.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, user.ID, "122 random bits")
}

// Letters that turn, pile up or cannot be seen are kept as they were sent, in
// messages and names, and what they are in other spellings finds them.
func TestOddTextsAreKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	service, path := b.apiKey(t, account.ScopeIngest), "/v1/inboxes/"+b.inbox(t).ID+"/messages"
	for i, odd := range []struct{ text, finds string }{
		{"\u202egpj.exe\u202c turned", "gpj.exe"},
		{"he\u200bllo \u2060unseen\ufeff", "unseen"},
		{"z" + strings.Repeat("\u0301\u0308\u0336", 30) + "a\u0300lgo", "zalgo"},
		{"Cafe\u0301 composed", "CAF\u00c9"},
		{"ｆｕｌｌ ｗｉｄｔｈ", "full width"},
		{"ﬁrst ligature", "first"},
		{"p\u0430ypal in two scripts", "p\u0430ypal"},
		{"👩‍👩‍👧‍👦 family", "👩‍👩‍👧‍👦"},
		{"\U0001F1E9 half a flag", "half a flag"},
		{"tab\t\t\n\n\n\tflood", "flood"},
	} {
		name := odd.text[:min(len(odd.text), 60)]
		name = strings.ToValidUTF8(name, "")
		body, err := json.Marshal(map[string]any{"id": fmt.Sprint(i), "from": map[string]any{"id": fmt.Sprint(i), "name": name}, "text": odd.text})
		require.NoError(t, err)
		id := into[api.Ingested](t, b.do(t, "POST", path, string(body), service).want(t, 202)).ConversationID
		for _, scope := range []string{"latest", "messages"} {
			list := into[api.ConversationList](t, b.do(t, "GET", "/v1/conversations?scope="+scope+"&q="+url.QueryEscape(odd.finds), nil, admin).want(t, 200))
			require.Len(t, list.Items, 1, "%s %q", scope, odd.finds)
			require.Equal(t, id, list.Items[0].ID)
			require.Equal(t, name, list.Items[0].Contact.Name)
		}
		history := into[api.MessageList](t, b.do(t, "GET", "/v1/conversations/"+id+"/messages", nil, admin).want(t, 200))
		require.Equal(t, odd.text, history.Items[0].Text)
	}
}
