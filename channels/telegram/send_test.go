package telegram_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/telegram"
	"github.com/parleyhq/parley/internal/fakes/exchange"
	fake "github.com/parleyhq/parley/internal/fakes/telegram"
	"github.com/parleyhq/parley/provider"
)

func hello() telegram.Outgoing {
	return telegram.Outgoing{To: annsID(), Text: "Hello <b>ä</b> _😀_"}
}

func TestSend(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.api.Write(ann, "Where is my order?")
	asked := b.events(t)[0].Message.ExternalID

	m := hello()
	m.ReplyTo = asked
	sent, err := b.Send(t.Context(), b.account, m)
	require.NoError(t, err)
	require.Equal(t, "4611686018427387001:2", sent.ExternalID)
	require.Equal(t, annsID(), sent.Learnt)
	got := b.api.Sent()[0]
	require.Equal(t, "sendMessage", got.Method)
	require.Equal(t, map[string]string{
		"chat_id": "4611686018427387001", "text": "Hello <b>ä</b> _😀_",
		"reply_parameters": `{"allow_sending_without_reply":true,"message_id":1}`,
	}, got.Fields, "no markup is read into what people write")

	// What answers a pressed button answers no message.
	m.ReplyTo = "callback:9"
	_, err = b.Send(t.Context(), b.account, m)
	require.NoError(t, err)
	require.NotContains(t, b.api.Sent()[1].Fields, "reply_parameters")
}

// TestRefusedBeforeTheCall: nothing of this reaches Telegram.
func TestRefusedBeforeTheCall(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.api.Write(ann, "hi")
	files := func(n int, f telegram.File, text string) telegram.Outgoing {
		m := telegram.Outgoing{To: annsID(), Text: text}
		for range n {
			m.Files = append(m.Files, f)
		}
		return m
	}
	photo := telegram.File{Kind: provider.KindImage, MIME: "image/png", URL: "https://x.example/1"}
	for words, m := range map[string]telegram.Outgoing{
		"4097 characters":          {To: annsID(), Text: strings.Repeat("x", 4097)},
		"text has 4098 characters": {To: annsID(), Text: strings.Repeat("😀", 2049)},
		"message is empty":         {To: annsID(), Text: " \n"},
		"no Telegram id":           {Text: "x", To: []provider.Identity{{Kind: provider.WhatsAppPhone, Value: "1"}, {Kind: provider.TelegramUser, Value: "@ann"}}},
		"caption has 1026":         files(1, photo, strings.Repeat("😀", 513)),
		"11 files":                 files(11, photo, ""),
		"file is empty":            files(1, telegram.File{Content: strings.NewReader("")}, ""),
		"larger than 50 MB":        files(1, telegram.File{Content: strings.NewReader("x"), Size: 50<<20 + 1}, ""),
		"content or by an http":    files(1, telegram.File{URL: "file:///etc/passwd"}, ""),
	} {
		_, err := b.Send(t.Context(), b.account, m)
		var rejected *channels.RejectedError
		require.ErrorAs(t, err, &rejected, words)
		require.Contains(t, rejected.Reason, words)
	}
	require.Empty(t, b.api.Sent())

	// The most that goes, goes.
	_, err := b.Send(t.Context(), b.account, telegram.Outgoing{To: annsID(), Text: strings.Repeat("😀", 2048)})
	require.NoError(t, err)
	_, err = b.Send(t.Context(), b.account, files(1, photo, strings.Repeat("😀", 512)))
	require.NoError(t, err)
}

func upload(kind provider.Kind, mime, content string) telegram.File {
	return telegram.File{Kind: kind, MIME: mime, Name: "a\"b\r\nX: y/z", Size: int64(len(content)), Content: strings.NewReader(content)}
}

// TestFiles: each kind goes by its method, and what a kind does not take as a
// document.
func TestFiles(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.api.Write(ann, "hi")
	big := strings.Repeat("x", 10<<20+1)
	for _, row := range []struct {
		file   telegram.File
		method string
		part   string
	}{
		{upload(provider.KindImage, "image/png", "p"), "sendPhoto", "photo"},
		{upload(provider.KindImage, "image/svg+xml", "p"), "sendDocument", "document"},
		{upload(provider.KindImage, "image/png", big), "sendDocument", "document"},
		{upload(provider.KindVideo, "video/mp4", "v"), "sendVideo", "video"},
		{upload(provider.KindAudio, "audio/mpeg", "a"), "sendAudio", "audio"},
		{upload(provider.KindVoice, "audio/ogg; codecs=opus", "o"), "sendVoice", "voice"},
		{upload(provider.KindSticker, "image/webp", "s"), "sendDocument", "document"},
		{upload(provider.KindDocument, "application/pdf", "d"), "sendDocument", "document"},
	} {
		content, _ := io.ReadAll(row.file.Content)
		row.file.Content = bytes.NewReader(content)
		_, err := b.Send(t.Context(), b.account, telegram.Outgoing{To: annsID(), Text: "see", Files: []telegram.File{row.file}})
		require.NoError(t, err)
		all := b.api.Sent()
		got := all[len(all)-1]
		require.Equal(t, row.method, got.Method)
		require.Equal(t, "see", got.Fields["caption"])
		require.Equal(t, content, got.Files[row.part].Content)
		require.Equal(t, row.file.MIME, got.Files[row.part].MIME)
		require.Equal(t, "a_bX: y_z", got.Files[row.part].Name, "a name does not end its header")
	}
	_, err := b.Send(t.Context(), b.account, telegram.Outgoing{To: annsID(), Files: []telegram.File{{Kind: provider.KindImage, MIME: "image/png", URL: "https://x.example/1"}}})
	require.NoError(t, err)
	all := b.api.Sent()
	require.Equal(t, map[string]string{"chat_id": "4611686018427387001", "photo": "https://x.example/1"}, all[len(all)-1].Fields)
}

func TestAlbum(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.api.Write(ann, "hi")
	photo, video := upload(provider.KindImage, "image/png", "p"), upload(provider.KindVideo, "video/mp4", "v")
	sent, err := b.Send(t.Context(), b.account, telegram.Outgoing{To: annsID(), Text: "two", Files: []telegram.File{photo, video}})
	require.NoError(t, err)
	require.Equal(t, "4611686018427387001:2", sent.ExternalID, "the first of them")
	require.Equal(t, []string{"4611686018427387001:3"}, sent.Parts)
	got := b.api.Sent()[0]
	require.Equal(t, "sendMediaGroup", got.Method)
	require.JSONEq(t, `[{"type":"photo","media":"attach://file0","caption":"two"},{"type":"video","media":"attach://file1"}]`, got.Fields["media"])
	require.Equal(t, "p", string(got.Files["file0"].Content))
	require.Equal(t, "v", string(got.Files["file1"].Content))

	// What may not be mixed goes as documents.
	mixed := []telegram.File{{Kind: provider.KindImage, MIME: "image/png", URL: "https://x.example/1"}, upload(provider.KindVoice, "audio/ogg", "o")}
	_, err = b.Send(t.Context(), b.account, telegram.Outgoing{To: annsID(), Files: mixed})
	require.NoError(t, err)
	require.JSONEq(t, `[{"type":"document","media":"https://x.example/1"},{"type":"document","media":"attach://file1"}]`, b.api.Sent()[1].Fields["media"])
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("disk gone") }

// TestFilesThatBreak: what is shorter or longer than it said, or cannot be read,
// was certainly not sent.
func TestFilesThatBreak(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.api.Write(ann, "hi")
	for _, content := range []io.Reader{strings.NewReader("1234"), strings.NewReader("123456"), io.MultiReader(strings.NewReader("123"), broken{})} {
		_, err := b.Send(t.Context(), b.account, telegram.Outgoing{To: annsID(), Files: []telegram.File{
			{Kind: provider.KindDocument, MIME: "text/plain", Size: 5, Content: content},
		}})
		var notSent *channels.NotSentError
		require.ErrorAs(t, err, &notSent)
		require.NotContains(t, err.Error(), "canary")
	}
	require.Empty(t, b.api.Sent())
}

// TestOutcomes: what is certain is told from what is not, and no error holds the
// token, which is in every address.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	t.Cleanup(stranger.Close)
	const (
		notSent  = "not sent"
		unknown  = "unknown"
		rejected = "rejected"
		reauth   = "re-authorisation"
	)
	for name, row := range map[string]struct {
		behaviour exchange.Behaviour
		want      string
		taken     int
	}{
		"429":               {fake.TooMany(7), notSent, 0},
		"500":               {fake.Fail(500, "Internal Server Error"), unknown, 0},
		"502 of gateway":    {exchange.Answer(502), unknown, 0},
		"taken, then 504":   {exchange.TakeAndAnswer(504), unknown, 1},
		"taken, then hangs": {exchange.TakeAndHang(), unknown, 1},
		"taken, cut off":    {exchange.TakeAndReset(), unknown, 1},
		"hangs":             {exchange.Hang(), unknown, 0},
		"redirect":          {exchange.Redirect(stranger.URL), rejected, 0},
		"200 of gateway":    {exchange.Answer(200), unknown, 0},
		"401":               {fake.Fail(401, "Unauthorized"), reauth, 0},
		"404":               {fake.Fail(404, "Not Found"), reauth, 0},
		"409":               {fake.Fail(409, "Conflict: terminated by other getUpdates request"), notSent, 0},
		"403 kicked":        {fake.Fail(403, "Forbidden: bot was kicked from the group chat"), "removed from the chat", 0},
		"403 initiate":      {fake.Fail(403, "Forbidden: bot can't initiate conversation with a user"), "only they can begin", 0},
		"413":               {fake.Fail(413, "Request Entity Too Large"), "too large", 0},
		"400 markup":        {fake.Fail(400, "Bad Request: can't parse entities of "+string(account().Token)), "can't parse entities of (secret)", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.api.Write(ann, "hi")
			b.api.Then(row.behaviour)
			if strings.Contains(name, "hangs") {
				b.Channel = reach(t, b.api.URL(), 5*time.Second) // time enough to get there
			}
			_, err := b.Send(t.Context(), b.account, hello())
			require.ErrorContains(t, err, row.want)
			require.NotContains(t, err.Error(), "canary")
			require.Len(t, b.api.Sent(), row.taken)
			var limited *channels.NotSentError
			if name == "429" {
				require.ErrorAs(t, err, &limited)
				require.Equal(t, 7*time.Second, limited.RetryAfter)
				require.Equal(t, channels.ScopeInbox, limited.Scope)
			}
			var refused *channels.RejectedError
			require.Equal(t, row.want != unknown && row.want != notSent && row.want != reauth, errors.As(err, &refused))
		})
	}
}

// TestNoConnection: until there is one, nothing was sent.
func TestNoConnection(t *testing.T) {
	t.Parallel()
	const gone = "http://127.0.0.1:1" // a port that nobody is ever given
	_, err := reach(t, gone, 0).Send(t.Context(), account(), hello())
	var notSent *channels.NotSentError
	require.ErrorAs(t, err, &notSent)
	require.ErrorContains(t, err, "refused the connection")
	require.NotContains(t, err.Error(), "canary")

	guarded, err := telegram.New(telegram.Options{BaseURL: gone})
	require.NoError(t, err)
	_, err = guarded.Send(t.Context(), account(), hello())
	require.ErrorAs(t, err, &notSent)
	require.ErrorContains(t, err, "not a public one")
	require.NotContains(t, err.Error(), "canary")
}

// TestPeople: whoever blocked the bot, left Telegram or never wrote gets nothing.
func TestPeople(t *testing.T) {
	t.Parallel()
	b := setup(t)
	says := func(words string) {
		t.Helper()
		_, err := b.Send(t.Context(), b.account, hello())
		var rejected *channels.RejectedError
		require.ErrorAs(t, err, &rejected)
		require.Contains(t, rejected.Reason, words)
	}
	says("never opened a chat")
	b.api.Write(ann, "hi")
	b.api.Block(ann, true)
	says("blocked the bot")
	b.api.Block(ann, false)
	_, err := b.Send(t.Context(), b.account, hello())
	require.NoError(t, err)
	b.api.Deactivate(ann)
	says("deleted their Telegram account")
	b.api.Revoke(true)
	_, err = b.Send(t.Context(), b.account, hello())
	require.ErrorIs(t, err, channels.ErrNeedsReauth)
}

// TestMigration: a group that goes by another id gets the message there.
func TestMigration(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.api.Migrate(-5, -1005)
	events := b.events(t)
	require.Len(t, events, 2)
	require.Equal(t, events[0].Change.Key, events[1].Change.Key, "told twice, by one key")
	m := telegram.Outgoing{To: []provider.Identity{{Kind: provider.TelegramUser, Value: "-5"}}, Text: "hi"}
	sent, err := b.Send(t.Context(), b.account, m)
	require.NoError(t, err)
	require.Equal(t, "-1005:1", sent.ExternalID)
	require.Equal(t, events[0].Change.To, sent.Learnt)
	require.Len(t, b.api.Sent(), 1)
}

func TestPresence(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.api.Write(ann, "hi")
	press := b.api.Press(ann, 2, "Yes", "y")
	events := b.events(t)
	require.NoError(t, b.Typing(t.Context(), b.account, annsID()))
	require.NoError(t, b.Acknowledge(t.Context(), b.account, events[0].Message.ExternalID), "nothing to do")
	require.NoError(t, b.Acknowledge(t.Context(), b.account, events[1].Message.ExternalID))
	actions := b.api.Actions()
	require.Len(t, actions, 2)
	require.Equal(t, map[string]string{"chat_id": "4611686018427387001", "action": "typing"}, actions[0].Fields)
	require.Equal(t, map[string]string{"callback_query_id": press}, actions[1].Fields)
}

func TestReactions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.api.Write(ann, "hi")
	target := b.events(t)[0].Message.ExternalID
	_, number, _ := strings.Cut(target, ":")
	require.NoError(t, b.React(t.Context(), b.account, target, "👍"))
	require.NoError(t, b.React(t.Context(), b.account, target, ""))
	actions := b.api.Actions()
	require.Len(t, actions, 2)
	require.Equal(t, map[string]string{"chat_id": "4611686018427387001", "message_id": number, "reaction": `[{"emoji":"👍","type":"emoji"}]`}, actions[0].Fields)
	require.Equal(t, "[]", actions[1].Fields["reaction"])
	var rejected *channels.RejectedError
	require.ErrorAs(t, b.React(t.Context(), b.account, "callback:7", "👍"), &rejected)
}

func TestNewRefusesAddresses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"api.telegram.org", "ftp://x.example", "https://canary@x.example", "https://", "https://x.example?a=b", "\x00"} {
		_, err := telegram.New(telegram.Options{BaseURL: address})
		require.Error(t, err, address)
		require.NotContains(t, err.Error(), "canary")
	}
}

// TestSecretsAreNotEncoded: what writes an account into a log writes no secret.
func TestSecretsAreNotEncoded(t *testing.T) {
	t.Parallel()
	encoded, err := json.Marshal(account())
	require.NoError(t, err)
	require.NotContains(t, string(encoded), "canary")
}
