package graph

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf16"
)

// Habits are how webhooks come. The zero value is the kindest: one at a time, in
// order, once.
type Habits struct {
	// Batch is how many changes come in one webhook, of several accounts if that
	// is how it happens; 0 means 1.
	Batch int
	// Shuffle mixes up what is due.
	Shuffle bool
	// Duplicate has everything come twice.
	Duplicate bool
	// Early has the statuses of a message come before the answer to its send.
	Early bool
	// Statuses of a message that was taken, nil for sent and delivered.
	Statuses []string
}

// posting is something to be reported: a change that is not yet in a webhook, or
// a webhook that was not taken.
type posting struct {
	// object, entry and item make one entry of a webhook: {id: entry, <list>: [item]}.
	object, entry, list string
	item                map[string]any
	// body is the webhook once there is one.
	body     []byte
	first    time.Time
	due      time.Time
	attempts int
}

// report queues an item of an entry's list ("changes", "messaging").
func (s *Server) report(object, entry, list string, item map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	times := 1
	if s.options.Habits.Duplicate {
		times = 2
	}
	for range times {
		s.queue = append(s.queue, &posting{object: object, entry: entry, list: list, item: item, first: now, due: now})
	}
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// Subscribe has webhooks sent to an address, once it has answered the handshake.
func (s *Server) Subscribe(ctx context.Context, callback string) error {
	const challenge = "1158201444"
	query := url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {challenge}, "hub.verify_token": {s.options.VerifyToken}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, callback+"?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	response, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<10))
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK || string(body) != challenge {
		return fmt.Errorf("graph: the callback answered the handshake with %d", response.StatusCode)
	}
	s.SubscribeUnverified(callback)
	return nil
}

// SubscribeUnverified has webhooks sent to an address without asking it.
func (s *Server) SubscribeUnverified(callback string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.callback = callback
}

// Deliver posts what is due, one attempt each, and returns how many webhooks were
// taken. What was not taken comes again, later each time, for seven days.
func (s *Server) Deliver(ctx context.Context) (taken int, err error) {
	callback, due := s.due()
	for _, p := range due {
		if postErr := s.post(ctx, callback, p.body); postErr != nil {
			err = errors.Join(err, postErr)
			s.later(p)
			continue
		}
		taken++
	}
	return taken, err
}

// Run delivers until the context ends, for demos.
func (s *Server) Run(ctx context.Context) {
	for {
		_, _ = s.Deliver(ctx)
		timer := time.NewTimer(time.Second)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-s.changed:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Webhooks returns what is due as bodies with their signature, and takes them as
// delivered: for tests without a server of their own.
func (s *Server) Webhooks() []Webhook {
	_, due := s.due()
	webhooks := make([]Webhook, 0, len(due))
	for _, p := range due {
		webhooks = append(webhooks, Webhook{Body: p.body, Signature: s.sign(p.body)})
	}
	return webhooks
}

// Webhook is one signed body.
type Webhook struct {
	Body []byte
	// Signature is the value of X-Hub-Signature-256.
	Signature string
}

// GivenUp is how many webhooks were not taken in seven days.
func (s *Server) GivenUp() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused
}

// due takes out of the queue what is due, as webhooks.
func (s *Server) due() (callback string, webhooks []*posting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	var fresh, waiting []*posting
	for _, p := range s.queue {
		switch {
		case p.due.After(now):
			waiting = append(waiting, p)
		case p.body != nil:
			webhooks = append(webhooks, p)
		default:
			fresh = append(fresh, p)
		}
	}
	s.queue = waiting
	if s.options.Habits.Shuffle {
		s.random.Shuffle(len(fresh), func(i, j int) { fresh[i], fresh[j] = fresh[j], fresh[i] })
	}
	size := max(s.options.Habits.Batch, 1)
	for len(fresh) > 0 {
		n := 1
		for n < min(size, len(fresh)) && fresh[n].object == fresh[0].object {
			n++
		}
		webhooks = append(webhooks, &posting{body: pack(fresh[:n]), first: fresh[0].first, due: now})
		fresh = fresh[n:]
	}
	return s.callback, webhooks
}

// later queues a webhook again, or gives it up after seven days.
func (s *Server) later(p *posting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	const longest, week = 12 * time.Hour, 7 * 24 * time.Hour
	p.attempts++
	p.due = s.options.Now().Add(min(time.Second<<min(p.attempts, 20), longest))
	if p.due.Sub(p.first) > week {
		s.refused++
		return
	}
	s.queue = append(s.queue, p)
}

func (s *Server) post(ctx context.Context, callback string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, callback, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Hub-Signature-256", s.sign(body))
	response, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("graph: the callback answered %d", response.StatusCode)
	}
	return nil
}

func (s *Server) sign(body []byte) string { return "sha256=" + digest(s.options.AppSecret, body) }

// digest is the HMAC-SHA256 of something in hexadecimal.
func digest(key string, data []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	_, _ = mac.Write(data)
	return hex.EncodeToString(mac.Sum(nil))
}

// pack makes one webhook of several items. Neighbours of the same account share
// an entry.
func pack(items []*posting) []byte {
	var entries []map[string]any
	for i, p := range items {
		if i > 0 && items[i-1].entry == p.entry && items[i-1].list == p.list {
			last := entries[len(entries)-1]
			list, _ := last[p.list].([]any)
			last[p.list] = append(list, p.item)
			continue
		}
		at := p.first.Unix()
		if p.object == "page" {
			at = p.first.UnixMilli()
		}
		entries = append(entries, map[string]any{"id": p.entry, "time": at, p.list: []any{p.item}})
	}
	body, err := json.Marshal(map[string]any{"object": items[0].object, "entry": entries})
	if err != nil {
		panic(err) // it was made of JSON
	}
	return escape(body)
}

// escape writes JSON as Meta does before it signs it: "ä" is "\u00e4" and "/" is
// "\/".
func escape(body []byte) []byte {
	var escaped strings.Builder
	for _, r := range string(body) {
		switch {
		case r == '/':
			escaped.WriteString(`\/`)
		case r < 0x80:
			escaped.WriteRune(r)
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&escaped, `\u%04x`, unit)
			}
		}
	}
	return []byte(escaped.String())
}
