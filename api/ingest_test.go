package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
)

func TestIngest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox, service := b.inbox(t), b.apiKey(t, account.ScopeIngest)
	path := "/v1/inboxes/" + inbox.ID + "/messages"
	body := `{"id":"m-1","from":{"id":"user-42","name":"Asha Rao"},"text":"where is my order",
		"attachments":[{"url":"https://files.example.com/1.png","name":"1.png","mime":"image/png","size":9}],
		"sent_at":"2026-01-02T10:00:00.5+05:30","reply_to":"m-0","campaign_id":"spring"}`

	first := into[api.Ingested](t, b.do(t, "POST", path, body, service).want(t, 202))
	require.False(t, first.Duplicate)
	require.Equal(t, conversation.ID(inbox.ID, "user-42"), first.ConversationID)
	require.Len(t, b.bell.rings, 1)
	require.Equal(t, conversation.SignalInboundMessage, b.bell.rings[0].signal)
	require.Equal(t, int64(1), b.bell.rings[0].accepted.Seq)

	messages, err := b.store.Messages(t.Context(), first.ConversationID, 0, 10)
	require.NoError(t, err)
	require.Len(t, messages, 1)
	m := messages[0]
	require.Equal(t, first.MessageID, m.ID)
	require.Equal(t, "where is my order", m.Text)
	require.Equal(t, "m-1", m.ExternalID)
	require.Equal(t, []conversation.Attachment{{
		ID: m.Attachments[0].ID, State: conversation.FilePending,
		URL: "https://files.example.com/1.png", Name: "1.png", MIME: "image/png", Size: 9,
	}}, m.Attachments)
	require.Equal(t, time.Date(2026, 1, 2, 4, 30, 0, 5e8, time.UTC), m.SentAt)
	require.Equal(t, "m-0", m.ReplyTo)
	require.Equal(t, "spring", m.CampaignID)

	again := into[api.Ingested](t, b.do(t, "POST", path, body, service).want(t, 202))
	require.True(t, again.Duplicate)
	require.Equal(t, first.MessageID, again.MessageID)

	other := strings.Replace(body, "where is", "cancel", 1)
	p := b.do(t, "POST", path, other, service).problem(t, 422, "message-id-taken")
	require.Equal(t, "id", p.Errors[0].Field)
	b.do(t, "POST", "/v1/inboxes/"+nobody+"/messages", body, service).problem(t, 404, "not-found")

	messages, err = b.store.Messages(t.Context(), first.ConversationID, 0, 10)
	require.NoError(t, err)
	require.Len(t, messages, 1)
	metrics := string(b.do(t, "GET", "/metrics", nil).want(t, 200).body)
	for _, outcome := range []string{"stored", "duplicate", "conflict"} {
		require.Contains(t, metrics, `parley_ingested_messages_total{outcome="`+outcome+`"} 1`)
	}
}

// What cannot be a time is no time; what cannot be now is left to the domain.
func TestIngestTimes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox, service := b.inbox(t), b.apiKey(t, account.ScopeIngest)
	tests := map[string]bool{ // whether the time is believed
		"0001-01-01T00:00:00Z":      false,
		"1970-01-01T00:00:00Z":      false,
		"1999-12-31T23:59:59Z":      false,
		"2026-02-28T23:59:59Z":      true,
		"2100-01-01T00:00:00Z":      true,
		"9999-12-31T23:59:59Z":      false,
		"2026-01-01T00:00:00+14:00": true,
	}
	for at, believed := range tests {
		body := fmt.Sprintf(`{"id":"m","from":{"id":%q},"text":"hi","sent_at":%q}`, "at "+at, at)
		got := into[api.Ingested](t, b.do(t, "POST", "/v1/inboxes/"+inbox.ID+"/messages", strings.Replace(body, `"m"`, `"`+at+`"`, 1), service).want(t, 202))
		messages, err := b.store.Messages(t.Context(), got.ConversationID, 0, 1)
		require.NoError(t, err)
		require.Equal(t, believed, !messages[0].SentAt.IsZero(), at)
	}
	for _, at := range []string{`0`, `-1`, `1767348000`, `""`, `"now"`, `"2026-13-01T00:00:00Z"`, `"-0001-01-01T00:00:00Z"`, `"10000-01-01T00:00:00Z"`, `"2026-01-02"`, `true`} {
		body := `{"id":"x","from":{"id":"u"},"text":"hi","sent_at":` + at + `}`
		p := b.do(t, "POST", "/v1/inboxes/"+inbox.ID+"/messages", body, service).problem(t, 422, "invalid")
		require.Equal(t, "sent_at", p.Errors[0].Field, at)
		if strings.HasPrefix(at, `"`) {
			require.Contains(t, p.Errors[0].Reason, "RFC 3339", at)
		}
	}
}

// Everything that is wrong with a message is said about its field, and nothing
// of it is stored.
func TestBadMessages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox, service := b.inbox(t), b.apiKey(t, account.ScopeIngest)
	long := strings.Repeat("ä", conversation.MaxText/2) // two bytes each
	tests := map[string]struct {
		body   string
		status int
		field  string
	}{
		"nothing":           {``, 400, ""},
		"null":              {`null`, 422, ""},
		"list":              {`[]`, 422, ""},
		"text":              {`"hello"`, 422, ""},
		"no JSON":           {`hello`, 400, ""},
		"cut off":           {`{"id":"x"`, 400, ""},
		"two values":        {`{"id":"x","from":{"id":"u"},"text":"hi"}{}`, 400, ""},
		"trailing":          {`{"id":"x","from":{"id":"u"},"text":"hi"} x`, 400, ""},
		"byte order mark":   {"\ufeff" + `{"id":"x","from":{"id":"u"},"text":"hi"}`, 400, ""},
		"no id":             {`{"from":{"id":"u"},"text":"hi"}`, 422, "id"},
		"empty id":          {`{"id":"","from":{"id":"u"},"text":"hi"}`, 422, "id"},
		"long id":           {`{"id":"` + strings.Repeat("x", 513) + `","from":{"id":"u"},"text":"hi"}`, 422, "id"},
		"id of many bytes":  {`{"id":"` + strings.Repeat("ä", 257) + `","from":{"id":"u"},"text":"hi"}`, 422, "id"},
		"long sender":       {`{"id":"x","from":{"id":"` + strings.Repeat("ä", 257) + `"},"text":"hi"}`, 422, "from.id"},
		"long quote":        {`{"id":"x","from":{"id":"u"},"text":"hi","reply_to":"` + strings.Repeat("ä", 257) + `"}`, 422, "reply_to"},
		"long campaign":     {`{"id":"x","from":{"id":"u"},"text":"hi","campaign_id":"` + strings.Repeat("ä", 128) + `"}`, 422, "campaign_id"},
		"tab in the id":     {`{"id":"x\ty","from":{"id":"u"},"text":"hi"}`, 422, "id"},
		"escape in an id":   {`{"id":"x","from":{"id":"\u001bu"},"text":"hi"}`, 422, "from.id"},
		"line in a quote":   {`{"id":"x","from":{"id":"u"},"text":"hi","reply_to":"a\n"}`, 422, "reply_to"},
		"DEL in a campaign": {`{"id":"x","from":{"id":"u"},"text":"hi","campaign_id":"\u007f"}`, 422, "campaign_id"},
		"C1 in the id":      {`{"id":"\u0085","from":{"id":"u"},"text":"hi"}`, 422, "id"},
		"no sender at all":  {`{"id":"x","from":null,"text":"hi"}`, 422, "from"},
		"unknown, and null": {`{"id":"x","from":{"id":"u"},"text":"hi","txt":null}`, 422, "txt"},
		"number as id":      {`{"id":1,"from":{"id":"u"},"text":"hi"}`, 422, "id"},
		"no sender":         {`{"id":"x","text":"hi"}`, 422, "from"},
		"nameless sender":   {`{"id":"x","from":{"name":"A"},"text":"hi"}`, 422, "from.id"},
		"text as sender":    {`{"id":"x","from":"u","text":"hi"}`, 422, "from"},
		"unknown field":     {`{"id":"x","from":{"id":"u"},"text":"hi","txt":"hi"}`, 422, "txt"},
		"unknown inside":    {`{"id":"x","from":{"id":"u","phone":"1"},"text":"hi"}`, 422, "from.phone"},
		"case variant":      {`{"id":"x","from":{"id":"u"},"text":"hi","TEXT":"no"}`, 422, "TEXT"},
		"repeated":          {`{"id":"x","from":{"id":"u"},"text":"hi","text":"no"}`, 400, "text"},
		"repeated, escaped": {`{"id":"x","from":{"id":"u"},"text":"hi","te\u0078t":"no"}`, 400, "text"},
		"repeated inside":   {`{"id":"x","from":{"id":"u","id":"v"},"text":"hi"}`, 400, "from.id"},
		"privileged":        {`{"id":"x","from":{"id":"u"},"text":"hi","received_at":"2026-01-01T00:00:00Z"}`, 422, "received_at"},
		"empty":             {`{"id":"x","from":{"id":"u"},"text":""}`, 422, "text"},
		"blank":             {`{"id":"x","from":{"id":"u"},"text":" \n "}`, 422, "text"},
		"no text":           {`{"id":"x","from":{"id":"u"}}`, 422, "text"},
		"too long":          {`{"id":"x","from":{"id":"u"},"text":"` + long + `x"}`, 422, "text"},
		"NUL":               {`{"id":"x","from":{"id":"u"},"text":"a\u0000b"}`, 400, "text"},
		"NUL in the id":     {`{"id":"x\u0000","from":{"id":"u"},"text":"a"}`, 400, "id"},
		"NUL in a name":     {`{"id":"x","from":{"id":"u","na\u0000me":""},"text":"a"}`, 400, "from.na\x00me"},
		"bare NUL":          {"{\"id\":\"x\",\"from\":{\"id\":\"u\"},\"text\":\"a\x00b\"}", 400, "text"},
		"invalid UTF-8":     {"{\"id\":\"x\",\"from\":{\"id\":\"u\"},\"text\":\"a\xff\"}", 400, "text"},
		"overlong UTF-8":    {"{\"id\":\"x\",\"from\":{\"id\":\"u\"},\"text\":\"\xc0\x80\"}", 400, "text"},
		"lone surrogate":    {`{"id":"x","from":{"id":"u"},"text":"\ud83d"}`, 400, "text"},
		"reversed pair":     {`{"id":"x","from":{"id":"u"},"text":"\ude00\ud83d"}`, 400, "text"},
		"deep":              {strings.Repeat(`{"a":`, 20) + `1` + strings.Repeat(`}`, 20), 400, strings.TrimSuffix(strings.Repeat("a.", 16), ".")},
		"bomb":              {strings.Repeat(`[`, 500_000), 400, ""},
		"huge number":       {`{"id":"x","from":{"id":"u"},"text":"hi","attachments":[{"url":"https://a.example","size":1e999}]}`, 400, ""},
		"half a byte":       {`{"id":"x","from":{"id":"u"},"text":"hi","attachments":[{"url":"https://a.example","size":1.5}]}`, 422, "attachments[0].size"},
		"large integer":     {`{"id":"x","from":{"id":"u"},"text":"hi","attachments":[{"url":"https://a.example","size":99999999999999999999}]}`, 422, "attachments[0].size"},
		"script attached":   {`{"id":"x","from":{"id":"u"},"attachments":[{"url":"https://a.example"},{"url":"javascript:alert(1)"}]}`, 422, "attachments[1].url"},
		"file attached":     {`{"id":"x","from":{"id":"u"},"attachments":[{"url":"file:///etc/passwd"}]}`, 422, "attachments[0].url"},
		"many attached":     {`{"id":"x","from":{"id":"u"},"attachments":[` + strings.Repeat(`{"url":"https://a.example"},`, 50) + `{"url":"https://a.example"}]}`, 422, "attachments"},
		"too large":         {`{"id":"x","from":{"id":"u"},"text":"` + strings.Repeat("x", 1<<20) + `"}`, 413, ""},
	}
	for name, test := range tests { //nolint:paralleltest // the rows end before the look at the database
		t.Run(name, func(t *testing.T) {
			kinds := map[int]string{400: "malformed", 413: "too-large", 422: "invalid"}
			p := b.do(t, "POST", "/v1/inboxes/"+inbox.ID+"/messages", test.body, service).problem(t, test.status, kinds[test.status])
			if test.field != "" {
				require.Equal(t, test.field, p.Errors[0].Field)
			}
		})
	}
	list, _, err := b.store.ListConversations(t.Context(), conversation.Filter{Place: conversation.PlaceAll, Limit: 10})
	require.NoError(t, err)
	require.Empty(t, list)
	require.Empty(t, b.bell.rings)
}

// At its limits, a message is stored as it is.
func TestMessagesAtTheLimit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox, service := b.inbox(t), b.apiKey(t, account.ScopeIngest)
	for i, text := range []string{
		strings.Repeat("ä", conversation.MaxText/2),
		strings.Repeat("\u0001", conversation.MaxText),
		"e\u0301 " + strings.Repeat("\u0300", 1000), "\U0001F468\u200D\U0001F469\u200D\U0001F467 \u202Egpj.exe", "\uFFFE\uFFFF\u2028", "' OR 1=1; --", "<script>alert(1)</script>",
	} {
		message := api.InboundMessage{ID: fmt.Sprint(i), From: api.Sender{ID: strings.Repeat("\U0001F600", 128)}, Text: text}
		got := into[api.Ingested](t, b.do(t, "POST", "/v1/inboxes/"+inbox.ID+"/messages", message, service).want(t, 202))
		messages, err := b.store.Messages(t.Context(), got.ConversationID, 0, 1)
		require.NoError(t, err)
		require.Equal(t, text, messages[0].Text)
	}
}

// Null for what is optional is the same as nothing, also inside; what stands
// beside it stays as it was written.
func TestNullIsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox, service := b.inbox(t), b.apiKey(t, account.ScopeIngest)
	path := "/v1/inboxes/" + inbox.ID + "/messages"
	with := `{"id":"m-1","from":{"id":"u","name":null},"text":"hi","sent_at":null,"reply_to":null,"campaign_id":null,
		"attachments":[{"url":"https://a.example","name":null,"mime":null,"size":9007199254740993}]}`
	without := `{"id":"m-1","from":{"id":"u"},"text":"hi","attachments":[{"url":"https://a.example","size":9007199254740993}]}`
	first := into[api.Ingested](t, b.do(t, "POST", path, with, service).want(t, 202))
	require.True(t, into[api.Ingested](t, b.do(t, "POST", path, without, service).want(t, 202)).Duplicate)
	messages, err := b.store.Messages(t.Context(), first.ConversationID, 0, 10)
	require.NoError(t, err)
	require.Len(t, messages[0].Attachments, 1)
	require.EqualValues(t, 9007199254740993, messages[0].Attachments[0].Size)

	text := into[api.Ingested](t, b.do(t, "POST", path, `{"id":"m-2","from":{"id":"u"},"text":"hi","attachments":null}`, service).want(t, 202))
	require.Equal(t, first.ConversationID, text.ConversationID)
	b.do(t, "POST", path, `{"id":"m-3","from":{"id":"u"},"text":null}`, service).problem(t, 422, "invalid")
}

// The same message twenty times at once: stored once, and everybody is told the
// same.
func TestIngestOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox, service := b.inbox(t), b.apiKey(t, account.ScopeIngest)
	answers := make([]answer, 20)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() {
			answers[i] = b.do(t, "POST", "/v1/inboxes/"+inbox.ID+"/messages", `{"id":"x","from":{"id":"u"},"text":"hi"}`, service)
		})
	}
	wait.Wait()
	fresh := 0
	for _, a := range answers {
		got := into[api.Ingested](t, a.want(t, 202))
		require.Equal(t, into[api.Ingested](t, answers[0]).MessageID, got.MessageID)
		if !got.Duplicate {
			fresh++
		}
	}
	require.Equal(t, 1, fresh)
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	body := `{"type":"message.created","timestamp":"2026-01-02T10:00:00Z","data":{"external_id":"m-1",
		"contact":{"external_id":"user-42","name":"Asha Rao"},"content":{"type":"text","text":"where is my order"}}}`
	post := func(t *testing.T, inboxID, body string, at time.Time, secret string) answer {
		t.Helper()
		signer, err := standardwebhooks.NewWebhook(secret)
		require.NoError(t, err)
		signature, err := signer.Sign("d-1", at, []byte(body))
		require.NoError(t, err)
		return b.do(t, "POST", "/webhooks/"+inboxID, body,
			header{"webhook-id", "d-1"}, header{"webhook-timestamp", fmt.Sprint(at.Unix())}, header{"webhook-signature", signature},
			// The sender's word on what it sends counts for nothing: the signature does.
			header{"Content-Type", "text/plain"}, header{"Sec-Fetch-Site", "none"})
	}
	secret, now := inbox.Secrets[0], time.Now()

	receipt := into[api.WebhookReceipt](t, post(t, inbox.ID, body, now, secret).want(t, 202))
	require.Equal(t, api.WebhookReceipt{Accepted: 1}, receipt)
	require.Len(t, b.bell.rings, 1)
	for range 3 {
		receipt = into[api.WebhookReceipt](t, post(t, inbox.ID, body, now, secret).want(t, 202))
		require.Equal(t, api.WebhookReceipt{Accepted: 1, Duplicates: 1}, receipt)
	}
	// Another message under the same id: the first stays, and the inbox says so.
	post(t, inbox.ID, strings.Replace(body, "where is", "cancel", 1), now, secret).want(t, 202)
	got, err := b.store.GetInbox(t.Context(), inbox.ID)
	require.NoError(t, err)
	require.Equal(t, int64(1), got.Conflicts)
	messages, err := b.store.Messages(t.Context(), conversation.ID(inbox.ID, "user-42"), 0, 10)
	require.NoError(t, err)
	require.Len(t, messages, 1)
	require.Equal(t, "where is my order", messages[0].Text)

	receipt = into[api.WebhookReceipt](t, post(t, inbox.ID, `{"type":"contact.updated","data":{}}`, now, secret).want(t, 202))
	require.Zero(t, receipt)

	post(t, inbox.ID, body, now, "whsec_"+strings.Repeat("A", 43)+"=").problem(t, 401, "unauthenticated")
	post(t, inbox.ID, body, now.Add(-6*time.Minute), secret).problem(t, 401, "unauthenticated")
	post(t, inbox.ID, body, now.Add(6*time.Minute), secret).problem(t, 401, "unauthenticated")
	post(t, nobody, body, now, secret).problem(t, 404, "not-found")
	post(t, "shop", body, now, secret).problem(t, 404, "not-found")
	post(t, inbox.ID, `{"type":`, now, secret).problem(t, 400, "malformed")
	p := post(t, inbox.ID, strings.Replace(body, `"m-1"`, `""`, 1), now, secret).problem(t, 422, "invalid")
	require.Equal(t, "data.external_id", p.Errors[0].Field)
	b.do(t, "POST", "/webhooks/"+inbox.ID, body).problem(t, 401, "unauthenticated")
	post(t, inbox.ID, strings.Repeat(" ", 4<<20)+body, now, secret).problem(t, 413, "too-large")
	b.do(t, "GET", "/webhooks/"+inbox.ID, nil).problem(t, http.StatusMethodNotAllowed, "method-not-allowed")
}
