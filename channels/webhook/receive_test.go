package webhook

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

func TestReceive(t *testing.T) {
	t.Parallel()
	got, err := receive(t, `{
		"type": "message.created", "timestamp": "2026-03-01T11:59:59Z", "version": 7,
		"data": {
			"external_id": "m-1", "conversation_key": "k",
			"contact": {"external_id": "u-1", "name": "Ann", "email": "ann@example.com"},
			"content": {"type": "text", "text": "Where is my order?", "attachments": [
				{"url": "https://files.example/1.png", "name": "1.png", "mime": "image/png", "size": 7, "sha256": "x"}
			]},
			"reply_to": "r-1", "sent_at": "2026-03-01T12:59:58.5+01:00", "campaign_id": "summer"
		}
	}`)
	require.NoError(t, err)
	require.Equal(t, []provider.Message{{
		From: provider.Person{
			Identities: []provider.Identity{{Kind: conversation.IdentityExternal, Value: "u-1"}}, Name: "Ann",
		},
		ExternalID: "m-1", Kind: provider.KindText, Text: "Where is my order?",
		Attachments: []provider.Attachment{{URL: "https://files.example/1.png", Name: "1.png", MIME: "image/png", Size: 7}},
		SentAt:      time.Date(2026, 3, 1, 11, 59, 58, 5e8, time.UTC), ReplyTo: "r-1", CampaignID: "summer",
	}}, got)
}

// data is a message with one field replaced or added.
func data(field, value string) string {
	fields := map[string]string{
		"external_id": `"m-1"`, "contact": `{"external_id":"u-1"}`, "content": `{"text":"hi"}`,
	}
	fields[field] = value
	var parts []string
	for k, v := range fields {
		if v != "" {
			parts = append(parts, fmt.Sprintf("%q:%s", k, v))
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// posted is a webhook with data's message.
func posted(field, value string) string {
	return `{"type":"message.created","data":` + data(field, value) + `}`
}

func TestReceiveRefusesWithTheField(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return `"` + strings.Repeat("x", n) + `"` }
	rows := []struct {
		name, body, field string
		malformed         bool
	}{
		{"nothing", "", "", true},
		{"no JSON", "hello", "", true},
		{"two values", posted("", "") + "{}", "", true},
		{"a byte order mark", "\ufeff" + posted("", ""), "", true},
		{"a raw NUL", strings.Replace(posted("", ""), "hi", "h\x00i", 1), "", true},
		{"depth", strings.Repeat("[", 100_000), "", true},
		{"deep and closed", posted("content", strings.Repeat("[", 20_000)+strings.Repeat("]", 20_000)), "", true},
		{"a list", "[]", "", false},
		{"no type", `{"data":{}}`, "type", false},
		{"type null", `{"type":null,"data":{}}`, "type", false},
		{"type a number", `{"type":1}`, "type", false},
		{"no data", `{"type":"message.created"}`, "data", false},
		{"data null", `{"type":"message.created","data":null}`, "data", false},
		{"data a text", `{"type":"message.created","data":"x"}`, "data", false},
		{"no external id", posted("external_id", ""), "data.external_id", false},
		{"external id null", posted("external_id", "null"), "data.external_id", false},
		{"external id a number", posted("external_id", "42"), "data.external_id", false},
		{"external id too long", posted("external_id", long(513)), "data.external_id", false},
		{"external id with a tab", posted("external_id", `"m\t1"`), "data.external_id", false},
		{"contact with an escape", posted("contact", `{"external_id":"\u001bu"}`), "data.contact.external_id", false},
		{"quote with a line", posted("reply_to", `"a\n"`), "data.reply_to", false},
		{"campaign with DEL", posted("campaign_id", `"\u007f"`), "data.campaign_id", false},
		{"external id with NUL", posted("external_id", `"m\u0000"`), "data.external_id", false},
		{"external id with half a surrogate", posted("external_id", `"m\ud800"`), "data.external_id", false},
		{"external id not UTF-8", posted("external_id", "\"m\xff\""), "data.external_id", false},
		{"external id with a line", posted("external_id", `"m\n1"`), "data.external_id", false},
		{"no contact", posted("contact", ""), "data.contact.external_id", false},
		{"contact null", posted("contact", "null"), "data.contact.external_id", false},
		{"contact a text", posted("contact", `"u"`), "data.contact", false},
		{"contact name a number", posted("contact", `{"external_id":"u","name":7}`), "data.contact.name", false},
		{"no content", posted("content", ""), "data.content", false},
		{"content null", posted("content", "null"), "data.content", false},
		{"text empty", posted("content", `{"text":""}`), "data.content", false},
		{"text of NULs", posted("content", `{"text":"\u0000"}`), "data.content", false},
		{"text a list", posted("content", `{"text":[]}`), "data.content.text", false},
		{"text too long", posted("content", `{"text":`+long(65537)+`}`), "data.content.text", false},
		{"text of 1 MB", posted("content", `{"text":`+long(1<<20)+`}`), "data.content.text", false},
		{"attachments a text", posted("content", `{"attachments":"x"}`), "data.content.attachments", false},
		{"attachment without URL", posted("content", `{"attachments":[{"name":"x"}]}`), "data.content.attachments[0].url", false},
		{"attachment that runs", posted("content", `{"attachments":[{"url":"javascript:alert(1)"}]}`), "data.content.attachments[0].url", false},
		{"attachment that runs on a host", posted("content", `{"attachments":[{"url":"javascript://a.example/%0aalert(1)"}]}`), "data.content.attachments[0].url", false},
		{"attachment of a file", posted("content", `{"attachments":[{"url":"file:///etc/passwd"}]}`), "data.content.attachments[0].url", false},
		{"attachment of absurd size", posted("content", `{"attachments":[{"url":"https://a.example","size":1e999}]}`), "data.content.attachments.size", false},
		{"too many attachments", posted("content", `{"attachments":[`+strings.Repeat(`{"url":"https://a.example"},`, 50)+`{"url":"https://a.example"}]}`), "data.content.attachments", false},
		{"reply to a number", posted("reply_to", "7"), "data.reply_to", false},
		{"campaign too long", posted("campaign_id", long(513)), "data.campaign_id", false},
		{"batch with a bad one", `{"type":"message.created","data":[` + data("", "") + `,` + data("external_id", `""`) + `]}`, "data[1].external_id", false},
		{"batch with null", `{"type":"message.created","data":[null]}`, "data[0].external_id", false},
		{"batch too long", `{"type":"message.created","data":[` + strings.Repeat("{},", 1000) + `{}]}`, "data", false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			got, err := receive(t, row.body)
			require.Empty(t, got)
			var wrong *channels.BodyError
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, row.field, wrong.Field)
			require.Equal(t, row.malformed, wrong.Malformed)
			require.NotEmpty(t, wrong.Problem)
			require.NotContains(t, wrong.Problem, "Go ")
		})
	}
}

func TestReceiveCleansText(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ text, want string }{
		{`a\u0000b`, "ab"},
		{`a\ud800b`, "a\ufffdb"},
		{`a\udc00\ud800b`, "a\ufffd\ufffdb"},
		{`\ud83d\ude00`, "😀"},
		{"a\xffb", "a\ufffdb"},
		{"a\xc0\xafb", "a\ufffd\ufffdb"},
		{`\ufffe`, "\ufffe"},
		{`=1+1 <b>`, "=1+1 <b>"},
		{strings.Repeat("x", 65536), strings.Repeat("x", 65536)},
	} {
		got, err := receive(t, posted("content", `{"text":"`+row.text+`"}`))
		require.NoError(t, err)
		require.Equal(t, row.want, got[0].Text)
	}
	got, err := receive(t, posted("contact", `{"external_id":"u","name":"A\u0000nn`+strings.Repeat("é", 300)+`"}`))
	require.NoError(t, err)
	require.Equal(t, "Ann"+strings.Repeat("é", 253), got[0].From.Name)
}

func TestReceiveSentAt(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		sent string
		want time.Time
	}{
		{`"2026-03-01T11:00:00Z"`, noon.Add(-time.Hour)},
		{`"2026-03-01T11:00:00.25+00:00"`, noon.Add(-time.Hour + 250*time.Millisecond)},
		{fmt.Sprint(noon.Unix()), noon},
		{fmt.Sprint(noon.Unix()) + ".5", noon.Add(500 * time.Millisecond)},
		{`"2026-03-01T14:00:00Z"`, noon.Add(2 * time.Hour)}, // the future is for the domain to clamp
		{"", time.Time{}},
		{"null", time.Time{}},
		{"0", time.Time{}},
		{"-1", time.Time{}},
		{"1e308", time.Time{}},
		{"1e999999", time.Time{}},
		{fmt.Sprint(noon.UnixMilli()), time.Time{}},
		{`""`, time.Time{}},
		{`"yesterday"`, time.Time{}},
		{`"0001-01-01T00:00:00Z"`, time.Time{}},
		{`"1970-01-01T00:00:00Z"`, time.Time{}},
		{`"9999-12-31T23:59:59Z"`, time.Time{}},
		{"253402300799", time.Time{}},
		{"true", time.Time{}},
		{"{}", time.Time{}},
	} {
		got, err := receive(t, posted("sent_at", row.sent))
		require.NoError(t, err, row.sent)
		require.True(t, row.want.Equal(got[0].SentAt), "%s gave %v", row.sent, got[0].SentAt)
	}
}

func TestReceiveOtherEvents(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"type":"contact.created","data":{"id":1}}`, `{"type":"message.updated"}`, `{"type":"message.created","data":[]}`,
	} {
		got, err := receive(t, body)
		require.NoError(t, err, body)
		require.Empty(t, got)
	}
}

func TestReceiveABatchInOrder(t *testing.T) {
	t.Parallel()
	var items []string
	for i := range 1000 {
		items = append(items, data("external_id", fmt.Sprintf("%q", fmt.Sprint("m-", i))))
	}
	got, err := receive(t, `{"type":"message.created","data":[`+strings.Join(items, ",")+`]}`)
	require.NoError(t, err)
	require.Len(t, got, 1000)
	for i, in := range got {
		require.Equal(t, fmt.Sprint("m-", i), in.ExternalID)
	}
}
