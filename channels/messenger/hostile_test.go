package messenger_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/channels/messenger"
	"github.com/parleyhq/parley/internal/corpus"
)

// TestBatch: one bad item among a thousand costs only itself, and two pages in one
// webhook are told apart.
func TestBatch(t *testing.T) {
	t.Parallel()
	items := make([]string, 1000)
	for i := range items {
		items[i] = fmt.Sprintf(`{"sender":{"id":"10%d"},"recipient":{"id":"9"},"timestamp":%d,"message":{"mid":"m_%d","text":%q}}`,
			i%50, 1772366400000+i, i, strings.Repeat("x", 2000))
	}
	items[500] = `{"sender":[],"recipient":7,"timestamp":{},"message":{"mid":[],"text":{}}}`
	body := fmt.Appendf(nil, `{"object":"page","entry":[{"id":"9","messaging":[%s]},{"id":"8","messaging":[%s]}]}`,
		strings.Join(items[:600], ","), strings.Join(items[600:], ","))
	require.Greater(t, len(body), 2_000_000)
	pages, other := map[string]int{}, 0
	for _, e := range decode(t, body) {
		if e.Message != nil {
			pages[e.Account]++
		} else {
			other++
		}
	}
	require.Equal(t, map[string]int{"9": 599, "8": 400}, pages)
	require.Equal(t, 1, other)
}

// TestAnyFieldMayBeOdd: whatever one field is replaced by, the item is not lost
// and the one beside it is untouched.
func TestAnyFieldMayBeOdd(t *testing.T) {
	t.Parallel()
	const beside = `{"sender":{"id":"2"},"recipient":{"id":"9"},"timestamp":1772366400000,"message":{"mid":"m_BESIDE","text":"beside"}}`
	message := map[string]any{
		"mid": "m_A", "text": "x", "attachments": []any{map[string]any{"type": "image", "payload": map[string]any{"url": "https://x.example/"}}},
		"reply_to": map[string]any{"mid": "m"}, "quick_reply": map[string]any{"payload": "p"}, "referral": map[string]any{"ref": "r"},
		"sticker_id": 5, "is_deleted": false, "is_unsupported": false, "is_echo": false, "app_id": 7, "metadata": "m",
	}
	item := map[string]any{"sender": map[string]any{"id": "1"}, "recipient": map[string]any{"id": "9"}, "timestamp": 1772366400000, "message": message}
	odd := []string{"null", "7", "-1", "1e999", `""`, `"x"`, "253402300800000", "true", "[]", "{}", "[null]", "[[]]", `{"id":{}}`, `"\ud800\u0000"`}
	try := func(where, key, value string) {
		var changed map[string]any
		encoded, err := json.Marshal(item)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(encoded, &changed))
		at := changed
		if where == "message" {
			at, _ = changed["message"].(map[string]any)
		}
		at[key] = json.RawMessage(value)
		encoded, err = json.Marshal(changed)
		require.NoError(t, err)
		events := decode(t, entry(`"messaging":[`+string(encoded)+","+beside+`]`))
		require.Len(t, events, 2, "%s.%s = %s", where, key, value)
		found := 0
		for _, e := range events {
			if e.Message != nil && e.Message.Text == "beside" {
				found++
			}
		}
		require.Equal(t, 1, found, "%s.%s = %s", where, key, value)
	}
	for _, value := range odd {
		for key := range item {
			try("item", key, value)
		}
		for key := range message {
			try("message", key, value)
		}
	}
}

// TestSignature: at every offset of a body of 2 KB a change is noticed, and an
// unsigned body is never read.
func TestSignature(t *testing.T) {
	t.Parallel()
	c, err := messenger.New(messenger.Options{})
	require.NoError(t, err)
	body := said(`"text":"` + strings.Repeat("Where is my order? ", 105) + `"`)
	require.Greater(t, len(body), 2048)
	h := signed(body)
	for i := range body {
		body[i] ^= 1 << (i % 8)
		events, err := c.Decode(account(), h, body)
		require.ErrorIs(t, err, channels.ErrSignature, "offset %d", i)
		require.Empty(t, events)
		body[i] ^= 1 << (i % 8)
	}
	for _, h := range []http.Header{nil, {}, {graph.SignatureHeader: {""}}, {"X-Hub-Signature": {"sha1=00"}}} {
		_, err := c.Decode(account(), h, body)
		require.ErrorIs(t, err, channels.ErrSignature)
	}
	_, err = c.Decode(account(), h, body)
	require.NoError(t, err)
}

func FuzzDecode(f *testing.F) {
	f.Add(string(said(`"text":"x","attachments":[{"type":"image","payload":{"url":"u","sticker_id":1}}]`)))
	f.Add(string(said(`"attachments":[{"type":"template","payload":{"product":{"elements":[{"id":1,"title":"x"}]},"buttons":[{}]}}]`)))
	f.Add(string(said(`"attachments":[{"type":"location","payload":{"coordinates":{"lat":1e999,"long":"x"}}},{"type":"fallback","url":"\ud800"}]`)))
	f.Add(string(from(`"postback":{"payload":"p","referral":{"source":"ADS","ads_context_data":{}}}`)))
	f.Add(string(from(`"reaction":{"mid":"m","action":"react"}`)))
	f.Add(string(from(`"message_edit":{"mid":"m","text":"x","num_edit":"1"}`)))
	f.Add(string(from(`"delivery":{"mids":["m",null],"watermark":"1772366400000"}`)))
	f.Add(string(echoed(`"app_id":111,"metadata":"x/part"`)))
	f.Add(string(entry(`"standby":[{"optin":{"ref":"r"}}],"changes":[{"value":{"sender":1,"recipient":2}}]`)))
	c, err := messenger.New(messenger.Options{})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text string) {
		events, err := c.Decode(account(), signed([]byte(text)), []byte(text))
		require.NoError(t, err)
		for _, e := range events {
			encoded := fmt.Sprintf("%+v", []any{
				e.Account, e.Message, e.Receipt, e.Reaction, e.Edit, e.Deletion, e.Echo, e.Consent, e.Unhandled,
			}) + corpus.Line(e)
			require.True(t, utf8.ValidString(encoded))
			require.False(t, strings.ContainsRune(encoded, 0))
			if e.Message != nil {
				require.NotEmpty(t, e.Message.ExternalID)
				require.LessOrEqual(t, len(e.Message.ExternalID), 512)
				require.NotEmpty(t, e.Message.From.Identities)
			}
		}
	})
}
