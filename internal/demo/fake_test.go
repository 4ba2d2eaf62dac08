package demo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// fakeAPI answers as much of the API as the demo asks, by rule: what a message
// says decides what comes of it.
type fakeAPI struct {
	*httptest.Server

	mu    sync.Mutex
	faqs  []faqView
	said  map[string][]string // texts by conversation
	calls []string
	away  int // how many calls to refuse with 503
}

func newFakeAPI(t *testing.T) *fakeAPI {
	t.Helper()
	f := &fakeAPI{said: map[string][]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/session", f.session)
	mux.HandleFunc("GET /v1/faqs", f.listFAQs)
	mux.HandleFunc("POST /v1/faqs", f.createFAQ)
	mux.HandleFunc("POST /v1/inboxes/{inbox}/messages", f.ingest)
	mux.HandleFunc("GET /v1/conversations/{id}/messages", f.history)
	mux.HandleFunc("GET /v1/conversations/{id}", func(w http.ResponseWriter, _ *http.Request) {
		send(w, http.StatusOK, map[string]any{"status": "new"})
	})
	mux.HandleFunc("GET /v1/decisions/{id}", f.decision)
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.calls = append(f.calls, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization"))
		if f.away > 0 {
			f.away--
			w.Header().Set("Retry-After", "0")
			send(w, http.StatusServiceUnavailable, map[string]any{"title": "Away", "detail": "Come again."})
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *fakeAPI) session(w http.ResponseWriter, r *http.Request) {
	var given map[string]string
	_ = json.NewDecoder(r.Body).Decode(&given)
	if given["password"] != "right" {
		send(w, http.StatusUnauthorized, map[string]any{"title": "Credentials needed", "detail": "Wrong."})
		return
	}
	send(w, http.StatusCreated, map[string]any{"token": "session-of-" + given["email"]})
}

// listFAQs gives two to a page.
func (f *fakeAPI) listFAQs(w http.ResponseWriter, r *http.Request) {
	begin := 0
	_, _ = fmt.Sscan(r.URL.Query().Get("cursor"), &begin)
	end := min(begin+2, len(f.faqs))
	page := map[string]any{"items": f.faqs[begin:end], "next_cursor": nil}
	if end < len(f.faqs) {
		page["next_cursor"] = fmt.Sprint(end)
	}
	send(w, http.StatusOK, page)
}

func (f *fakeAPI) createFAQ(w http.ResponseWriter, r *http.Request) {
	var made faqView
	_ = json.NewDecoder(r.Body).Decode(&made)
	made.ID = fmt.Sprintf("faq-%d", len(f.faqs)+1)
	f.faqs = append(f.faqs, made)
	send(w, http.StatusCreated, made)
}

func (f *fakeAPI) ingest(w http.ResponseWriter, r *http.Request) {
	var m struct {
		From struct{ ID string }
		Text string
	}
	_ = json.NewDecoder(r.Body).Decode(&m)
	f.said[m.From.ID] = append(f.said[m.From.ID], m.Text)
	send(w, http.StatusAccepted, ingested{
		ConversationID: m.From.ID, MessageID: fmt.Sprintf("%s/%d", m.From.ID, len(f.said[m.From.ID])),
	})
}

// history knows a decision about every message but those that say "lose".
func (f *fakeAPI) history(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	var items []message
	for i, text := range f.said[id] {
		m := message{ID: fmt.Sprintf("%s/%d", id, i+1), Direction: "in", Author: "contact", Text: text, CreatedAt: epoch}
		if !strings.Contains(text, "lose") {
			m.DecisionID = id + ":" + text
		}
		items = append([]message{m}, items...)
	}
	send(w, http.StatusOK, map[string]any{"items": items})
}

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// decision answers what begins with "faq-" with that FAQ.
func (f *fakeAPI) decision(w http.ResponseWriter, r *http.Request) {
	_, text, _ := strings.Cut(r.PathValue("id"), ":")
	d := decision{ID: r.PathValue("id"), CreatedAt: epoch.Add(time.Second), Verdict: verdict{Score: 0.25, Threshold: 0.5, Reason: "below_threshold"}}
	if strings.HasPrefix(text, "faq-") {
		d.Verdict = verdict{Answered: true, FAQID: text, Score: 0.75, Threshold: 0.5, Reason: "matched"}
	}
	send(w, http.StatusOK, d)
}

func send(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func TestLogin(t *testing.T) {
	t.Parallel()
	f := newFakeAPI(t)
	c, err := Login(t.Context(), f.URL, "a@b", "right")
	require.NoError(t, err)
	require.Equal(t, "session-of-a@b", c.Token())
	_, err = Login(t.Context(), f.URL, "a@b", "wrong")
	var refused *RefusedError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, http.StatusUnauthorized, refused.Status)
	require.EqualError(t, err, "log in: POST /v1/session: 401 Credentials needed: Wrong.")
}

func TestAServerThatIsAwayForAMomentIsAskedAgain(t *testing.T) {
	t.Parallel()
	f := newFakeAPI(t)
	f.away = 2
	_, err := NewClient(f.URL, "key").say(t.Context(), "inbox", "asha", "Asha", "1", "hello")
	require.NoError(t, err)
	require.Equal(t, []string{"hello"}, f.said["asha"])
	require.Len(t, f.calls, 3)
	require.Contains(t, f.calls[0], "Bearer key")
}
