package api_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/live"
)

func slogOf(b *bundle) *slog.Logger { return slog.New(slog.NewJSONHandler(b.log, nil)) }

// raw is a way around the store.
func (b *bundle) raw(t *testing.T) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), b.dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}

func TestWidgetHistory(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	v := s.visitor(t)
	require.Empty(t, v.history(t).Items)
	first := v.writes(t, "<b>hello</b>")
	thread := s.thread(t, first)
	s.answers(t, thread, "hi")
	v.writes(t, "and more")
	got := v.history(t)
	require.Equal(t, []string{"visitor: <b>hello</b>", "auto: hi", "visitor: and more"}, got.texts())
	require.Empty(t, got.Before)
	require.NotEmpty(t, s.bell.rings, "the workflow is told")

	back := s.session(t, object{"token": v.token})
	require.NotEmpty(t, back.token)
	require.Equal(t, got.texts(), back.history(t).texts(), "it is still there on return")

	for i := range 30 {
		s.answers(t, thread, fmt.Sprint(i))
	}
	page := v.history(t)
	require.Len(t, page.Items, 30)
	earlier := into[history](t, v.ask(t, "GET", "/messages?before="+page.Before, nil).want(t, 200))
	require.Equal(t, got.texts(), earlier.texts())
	v.ask(t, "GET", "/messages?before=x", nil).problem(t, 422, "invalid")
}

// What the brand reacts to is seen at once, and an answer with what it answers.
func TestWidgetShowsReactionsAndQuotes(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	v := s.visitor(t)
	thread := s.thread(t, v.writes(t, "is it ready?"))
	events := v.listens(t, v.history(t).Cursor)
	asked := v.history(t).Items[0].ClientID
	require.NoError(t, s.store.React(t.Context(), s.inbox.ID, asked, "👍"))
	// The message may be said once more as it was: the stream begins a little before the cursor.
	said, _ := events.event(t)
	for !strings.Contains(said, `"reaction":"👍"`) {
		require.Contains(t, said, asked)
		said, _ = events.event(t)
	}
	s.answers(t, thread, "tomorrow")
	s.exec(t, `UPDATE messages SET reply_to = $1 WHERE text = 'tomorrow'`, asked)
	require.NoError(t, s.store.React(t.Context(), s.inbox.ID, asked, ""))
	items := v.history(t).Items
	require.Empty(t, items[0].Reaction)
	require.Equal(t, "is it ready?", items[1].Quoted)
	s.exec(t, `UPDATE messages SET deleted_at = now() WHERE external_id = $1`, asked)
	require.Empty(t, v.history(t).Items[1].Quoted, "what was taken back is not repeated")
}

// A browser that got no answer sends again: once, however often.
func TestWidgetSendsOnce(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	v := s.visitor(t)
	id := uuid.NewString()
	var group sync.WaitGroup
	answers := make([]answer, 8)
	for i := range answers {
		group.Go(func() { answers[i] = v.ask(t, "POST", "/messages", object{"id": id, "text": "once"}) })
	}
	group.Wait()
	for _, a := range answers {
		a.want(t, 202)
	}
	require.Equal(t, []string{"visitor: once"}, v.history(t).texts())
	require.Equal(t, id, v.history(t).Items[0].ClientID)
	v.ask(t, "POST", "/messages", object{"id": id, "text": "something else"}).problem(t, 422, "message-id-taken")

	// Also when it turns out who they are in between.
	u := s.session(t, object{"token": v.token, "user": user("17")})
	u.ask(t, "POST", "/messages", object{"id": id, "text": "once"}).want(t, 202)
	require.Equal(t, []string{"visitor: once"}, u.history(t).texts())
}

func TestWidgetRefusesMessages(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	v := s.visitor(t)
	for name, body := range map[string]object{
		"nothing":       {"id": uuid.NewString(), "text": " \n"},
		"no id":         {"text": "x"},
		"no UUID":       {"id": "1", "text": "x"},
		"too long":      {"id": uuid.NewString(), "text": strings.Repeat("é", widget.MaxText+1)},
		"no site":       {"id": uuid.NewString(), "text": "x", "page": object{"url": "javascript:alert(1)"}},
		"unknown field": {"id": uuid.NewString(), "text": "x", "direction": "out"},
	} {
		require.Equal(t, 422, v.ask(t, "POST", "/messages", body).status, name)
	}
	v.ask(t, "POST", "/messages", object{"id": uuid.NewString(), "text": strings.Repeat("x", 200_000)}).problem(t, 413, "too-large")
	s.ask(t, "POST", "/messages", object{"id": uuid.NewString(), "text": "x"}, bearer(v.token), header{"Content-Type", "text/plain"}).
		problem(t, 415, "unsupported-media-type")
	require.Empty(t, v.history(t).Items)

	v.ask(t, "POST", "/messages", object{
		"id": uuid.NewString(), "text": strings.Repeat("é", widget.MaxText), "page": object{"url": shop + "/cart?token=1#x", "title": "Cart"},
	}).want(t, 202)
	var content string
	require.NoError(t, s.raw(t).QueryRow(t.Context(), `SELECT content->'referral' FROM messages`).Scan(&content))
	require.JSONEq(t, `{"source":"page","url":"`+shop+`/cart","headline":"Cart"}`, content)
}

// A token opens one thread of one inbox, and nothing opens without one.
func TestWidgetTokens(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	mine, theirs := s.visitor(t), s.visitor(t)
	mine.writes(t, "my secret")
	theirs.writes(t, "theirs")
	require.Equal(t, []string{"visitor: theirs"}, theirs.history(t).texts())

	other, err := s.store.CreateInbox(t.Context(), conversation.ChannelWidget, conversation.InboxSettings{
		Name: "Other", Config: map[string]string{"origins": shop},
	})
	require.NoError(t, err)
	routes := []struct{ method, path string }{
		{"GET", "/messages"}, {"POST", "/messages"}, {"POST", "/receipts"}, {"POST", "/typing"}, {"GET", "/events"},
	}
	_, agent := s.user(t, "ines", account.Agent)
	elsewhere := &site{s.bundle, other}
	for _, r := range routes {
		for name, who := range map[string]header{
			"nobody": {}, "nonsense": bearer("x"), "a tampered token": bearer(mine.token[:len(mine.token)-4] + "AAAA"), "an agent": agent,
		} {
			if name == "nobody" {
				who = header{"Authorization", ""}
			}
			s.ask(t, r.method, r.path, object{}, who).problem(t, 401, "unauthenticated")
		}
		elsewhere.ask(t, r.method, r.path, object{}, bearer(mine.token)).problem(t, 401, "unauthenticated")
	}
	// Nor does a visitor's token open anything else.
	s.do(t, "GET", "/v1/conversations", nil, bearer(mine.token)).problem(t, 401, "unauthenticated")

	for range 2 {
		_, err := s.store.RotateInboxSecret(t.Context(), s.inbox.ID)
		require.NoError(t, err)
	}
	mine.ask(t, "GET", "/messages", nil).problem(t, 401, "unauthenticated")
}

func TestWidgetUsers(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	v := s.visitor(t)
	v.writes(t, "before the login")
	for name, u := range map[string]object{
		"no hash":         {"id": "17"},
		"another's hash":  {"id": "17", "hash": widget.UserHash("s3cret", "18")},
		"another secret":  {"id": "17", "hash": widget.UserHash("", "17")},
		"upper-case hash": {"id": "17", "hash": strings.ToUpper(widget.UserHash("s3cret", "17"))},
	} {
		require.Equal(t, 401, s.ask(t, "POST", "/session", object{"token": v.token, "user": u}).status, name)
	}
	s.ask(t, "POST", "/session", object{"user": user("")}).problem(t, 422, "invalid")

	u := s.session(t, object{"token": v.token, "user": user("17")})
	u.writes(t, "after it")
	want := []string{"visitor: before the login", "visitor: after it"}
	require.Equal(t, want, u.history(t).texts())
	require.Equal(t, want, s.session(t, object{"user": user("17")}).history(t).texts(), "on another device too")

	// Whoever sits at that browser next sees nothing of it: not with the token of
	// before, nor by logging in as somebody else with it.
	v.ask(t, "GET", "/messages", nil).problem(t, 401, "unauthenticated")
	v.ask(t, "POST", "/messages", object{"id": uuid.NewString(), "text": "x"}).problem(t, 401, "unauthenticated")
	require.Empty(t, s.session(t, object{"token": v.token}).history(t).Items)
	require.Empty(t, s.session(t, object{"token": u.token}).history(t).Items, "a user is vouched for every time")
	require.Empty(t, s.session(t, object{"token": v.token, "user": user("18")}).history(t).Items)
	require.Equal(t, want, u.history(t).texts())
}

func TestWidgetOrigins(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	ok := s.ask(t, "GET", "/config", nil).want(t, 200)
	require.Equal(t, shop, ok.header.Get("Access-Control-Allow-Origin"))
	require.Empty(t, ok.header.Get("Access-Control-Allow-Credentials"))
	require.Contains(t, ok.header.Values("Vary"), "Origin")
	require.JSONEq(t, `{"title":"Ask us","colour":"#0a7","online":false,"max_text":10000}`, string(ok.body))

	for _, origin := range []string{"https://evil.example", "null", "http://shop.example.com", shop + ".evil.example"} {
		for _, method := range []string{"OPTIONS", "GET"} {
			refused := s.ask(t, method, "/config", nil, header{"Origin", origin})
			refused.problem(t, 403, "cross-origin")
			require.Empty(t, refused.header.Get("Access-Control-Allow-Origin"))
		}
		s.ask(t, "POST", "/session", object{}, header{"Origin", origin}).problem(t, 403, "cross-origin")
	}
	preflight := s.ask(t, "OPTIONS", "/messages", nil).want(t, 204)
	require.Equal(t, shop, preflight.header.Get("Access-Control-Allow-Origin"))
	require.Contains(t, preflight.header.Get("Access-Control-Allow-Headers"), "Authorization")
	s.ask(t, "GET", "/config", nil, header{"Origin", "http://127.0.0.1:8080"}).want(t, 200)

	hooks := &site{s.bundle, s.bundle.inbox(t)}
	hooks.ask(t, "GET", "/config", nil).problem(t, 404, "not-found")
	(&site{s.bundle, conversation.Inbox{ID: uuid.NewString()}}).ask(t, "GET", "/config", nil).problem(t, 404, "not-found")
	(&site{s.bundle, conversation.Inbox{ID: "x"}}).ask(t, "GET", "/config", nil).problem(t, 404, "not-found")
}

func TestWidgetLimits(t *testing.T) {
	t.Parallel()
	s := setupSite(t, func(c *api.Config, _ *api.Services) {
		c.WidgetLimits = api.WidgetLimits{PerAddress: 10, PerVisitor: 0.001, Streams: 1}
	})
	v := s.visitor(t)
	for range 10 {
		v.writes(t, "x")
	}
	slow := v.ask(t, "POST", "/messages", object{"id": uuid.NewString(), "text": "x"})
	slow.problem(t, 429, "too-many-attempts")
	require.Equal(t, "1000", slow.header.Get("Retry-After"))
	s.visitor(t).writes(t, "others may")

	open := v.listens(t, "")
	v.ask(t, "GET", "/events", nil).problem(t, 429, "too-many-attempts")
	open.close()

	var refused int
	for range 200 {
		if s.ask(t, "GET", "/config", nil).status == 429 {
			refused++
		}
	}
	require.Positive(t, refused, "one address is not without bounds")
}

func TestWidgetEvents(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	v := s.visitor(t)
	events := v.listens(t, v.history(t).Cursor)
	id := v.writes(t, "hello")
	said, _ := events.event(t)
	require.Contains(t, said, `"text":"hello"`, "also the first one, before which there was no thread")
	thread := s.thread(t, id)
	s.answers(t, thread, "one")
	said, cursor := events.event(t)
	require.Contains(t, said, `"text":"one"`)
	require.NotEmpty(t, cursor)

	require.NoError(t, widget.New(s.store).Typing(t.Context(), s.inbox, visitorOf(t, s, thread), ""))
	said, _ = events.event(t)
	require.Equal(t, "typing {}", said)
	require.NoError(t, widget.New(s.store).MarkRead(t.Context(), s.inbox, visitorOf(t, s, thread), ""))
	said, _ = events.event(t)
	require.Equal(t, "seen {}", said)
	events.close()

	// What happened meanwhile comes first, once back.
	s.answers(t, thread, "two")
	s.exec(t, `UPDATE messages SET state = 'read' WHERE text = 'one'`)
	back := v.listens(t, cursor)
	var texts []string
	for len(texts) < 2 {
		said, _ = back.event(t)
		if strings.Contains(said, `"state":"received"`) || strings.Contains(said, `"state":"sent"`) && strings.Contains(said, `"one"`) {
			continue // known already, in the same version
		}
		texts = append(texts, said)
	}
	require.Contains(t, texts[0], `"text":"one","state":"read"`)
	require.Contains(t, texts[1], `"text":"two","state":"sent"`)

	stranger := s.visitor(t).listens(t, "")
	s.answers(t, thread, "not for strangers")
	said, _ = back.event(t)
	require.Contains(t, said, "not for strangers")
	stranger.close()
	rest, err := io.ReadAll(stranger.lines)
	require.Error(t, err)
	require.NotContains(t, string(rest), "strangers")

	lost := v.listens(t, "9223372036854775807")
	said, _ = lost.event(t)
	require.Equal(t, "resync {}", said)
}

// visitorOf are the names of whoever has a thread.
func visitorOf(t *testing.T, s *site, thread string) []conversation.Identity {
	t.Helper()
	var who conversation.Identity
	require.NoError(t, s.raw(t).QueryRow(t.Context(), `
		SELECT i.kind, i.value FROM contact_identities i JOIN conversations c USING (contact_id) WHERE c.id = $1`, thread).
		Scan(&who.Kind, &who.Value))
	return []conversation.Identity{who}
}

// A login takes the thread along: a stream that was opened before ends.
func TestWidgetEventsEndWithTheLogin(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	v := s.visitor(t)
	thread := s.thread(t, v.writes(t, "before"))
	events := v.listens(t, v.history(t).Cursor)
	u := s.session(t, object{"token": v.token, "user": user("17")})
	u.writes(t, "for my eyes only")
	s.answers(t, thread, "for yours only")
	rest, err := io.ReadAll(events.lines)
	require.NoError(t, err)
	require.NotContains(t, string(rest), "only")
}

func TestWidgetReceiptsAndTyping(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	v := s.visitor(t)
	v.ask(t, "POST", "/typing", object{}).want(t, 204)
	v.ask(t, "POST", "/receipts", object{"state": "read", "up_to": uuid.NewString()}).want(t, 204)
	thread := s.thread(t, v.writes(t, "hello"))
	s.answers(t, thread, "hi")
	answer := v.history(t).Items[1]

	stranger := s.visitor(t)
	stranger.writes(t, "x")
	stranger.ask(t, "POST", "/receipts", object{"state": "read", "up_to": answer.ID}).want(t, 204)
	require.Equal(t, "sent", v.history(t).Items[1].State, "that is not theirs to say")
	v.ask(t, "POST", "/receipts", object{"state": "delivered", "up_to": answer.ID}).want(t, 204)
	require.Equal(t, "delivered", v.history(t).Items[1].State)
	v.ask(t, "POST", "/receipts", object{"state": "read", "up_to": answer.ID}).want(t, 204)
	require.Equal(t, "read", v.history(t).Items[1].State)
	v.ask(t, "POST", "/receipts", object{"state": "failed", "up_to": answer.ID}).problem(t, 422, "invalid")
	v.ask(t, "POST", "/receipts", object{"state": "read", "up_to": "x"}).problem(t, 422, "invalid")

	conn := s.raw(t)
	_, err := conn.Exec(t.Context(), "LISTEN parley_live")
	require.NoError(t, err)
	v.ask(t, "POST", "/typing", object{}).want(t, 204)
	n, err := conn.WaitForNotification(t.Context())
	require.NoError(t, err)
	require.JSONEq(t, fmt.Sprintf(`{"kind":%q,"inbox_id":%q,"conversation_id":%q,"party":"contact"}`, live.KindTyping, s.inbox.ID, thread), n.Payload)
}

func TestWidgetScriptAndDemo(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	get := func(path string, headers ...header) answer {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
		require.NoError(t, err)
		for _, h := range headers {
			request.Header.Set(h.name, h.value)
		}
		response, err := (&http.Transport{DisableCompression: true}).RoundTrip(request)
		require.NoError(t, err)
		defer func() { _ = response.Body.Close() }()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return answer{response.StatusCode, response.Header, body}
	}
	plain := get("/widget.js").want(t, 200)
	require.Equal(t, "/* script */", string(plain.body))
	require.Equal(t, "cross-origin", plain.header.Get("Cross-Origin-Resource-Policy"))
	require.Equal(t, "text/javascript; charset=utf-8", plain.header.Get("Content-Type"))
	require.Equal(t, "nosniff", plain.header.Get("X-Content-Type-Options"))
	packed := get("/widget.js", header{"Accept-Encoding", "gzip"}).want(t, 200)
	reader, err := gzip.NewReader(bytes.NewReader(packed.body))
	require.NoError(t, err)
	unpacked, err := io.ReadAll(reader)
	require.NoError(t, err)
	require.Equal(t, plain.body, unpacked)
	get("/widget.js", header{"If-None-Match", plain.header.Get("ETag")}).want(t, 304)

	require.Equal(t, "<p>"+s.inbox.ID+"  </p>", string(get("/widget-demo").want(t, 200).body))
	require.Equal(t, "<p>"+s.inbox.ID+" asha "+widget.UserHash("s3cret", "asha")+"</p>", string(get("/widget-demo?user=asha").want(t, 200).body))
	require.Equal(t, "<p>"+s.inbox.ID+"  </p>", string(get("/widget-demo?user=mallory").want(t, 200).body), "nobody else is signed in")
	get("/widget-demo?inbox="+uuid.NewString()).problem(t, 404, "not-found")
}

// In production there is no page that signs people in.
func TestNoDemoUnlessAskedFor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.do(t, "GET", "/widget-demo?user=asha", nil).problem(t, 404, "not-found")
}

// What people write, and who they are, is for the database only.
func TestWidgetLogsNothing(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	u := s.session(t, object{"user": user("canary-user")})
	u.writes(t, "canary-text")
	u.ask(t, "GET", "/messages", nil).want(t, 200)
	for _, canary := range []string{"canary", u.token, "s3cret"} {
		require.NotContains(t, s.log.String(), canary)
	}
}

// Files belong to the thread they were sent in, like everything else.
func TestWidgetFiles(t *testing.T) {
	t.Parallel()
	s := setupSite(t)
	v, stranger := s.visitor(t), s.visitor(t)
	upload := func(c comer, content string, headers ...header) answer {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/widget/"+s.inbox.ID+"/attachments?name=..%2Fdent.svg", strings.NewReader(content))
		require.NoError(t, err)
		request.Header.Set("Authorization", "Bearer "+c.token)
		for _, h := range headers {
			request.Header.Set(h.name, h.value)
		}
		response, err := http.DefaultTransport.RoundTrip(request)
		require.NoError(t, err)
		defer func() { _ = response.Body.Close() }()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return answer{response.StatusCode, response.Header, body}
	}
	type file struct{ ID, Name, MIME string }
	f := into[file](t, upload(v, `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`).want(t, 201))
	upload(v, "").problem(t, 422, "invalid")
	upload(v, strings.Repeat("x", maxFile+1)).problem(t, 413, "too-large")
	upload(v, "x", header{"Content-Encoding", "gzip"}).problem(t, 415, "unsupported-media-type")
	upload(comer{s, "x"}, "x").problem(t, 401, "unauthenticated")

	send := func(c comer, id string) answer {
		return c.ask(t, "POST", "/messages", object{"id": uuid.NewString(), "attachments": []object{{"id": id}}})
	}
	v.ask(t, "GET", "/attachments/"+f.ID, nil).problem(t, 404, "not-found")
	stranger.writes(t, "hello")
	send(stranger, f.ID).problem(t, 422, "invalid")
	send(v, uuid.NewString()).problem(t, 422, "invalid")
	send(v, "x").problem(t, 422, "invalid")
	send(v, f.ID).want(t, 202)

	got := v.ask(t, "GET", "/attachments/"+f.ID, nil).want(t, 200)
	require.Contains(t, string(got.body), "<svg")
	require.Contains(t, got.header.Get("Content-Disposition"), "attachment;")
	require.NotContains(t, got.header.Get("Content-Disposition"), "..")
	require.Equal(t, "nosniff", got.header.Get("X-Content-Type-Options"))
	require.Contains(t, got.header.Get("Content-Security-Policy"), "sandbox")
	stranger.ask(t, "GET", "/attachments/"+f.ID, nil).problem(t, 404, "not-found")
	v.ask(t, "GET", "/attachments/x", nil).problem(t, 404, "not-found")
	require.Contains(t, string(v.ask(t, "GET", "/messages", nil).body), f.ID)

	// A file of a note, or of what was never sent, is not theirs either.
	s.exec(t, `UPDATE messages SET private = true WHERE attachments <> '[]'`)
	v.ask(t, "GET", "/attachments/"+f.ID, nil).problem(t, 404, "not-found")
}
