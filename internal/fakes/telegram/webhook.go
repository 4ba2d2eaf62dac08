package telegram

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// webhook is where updates go.
type webhook struct {
	url     string
	secret  string
	allowed []string
	// goneSince is since when the address has answered 410, zero if it does not.
	goneSince time.Time
	lastError string
	errorAt   time.Time
	expired   int
}

// update is one that waits to be taken. body is what will be posted, each time
// the same.
type update struct {
	body     []byte
	kind     string
	date     time.Time
	due      time.Time
	attempts int
}

// report queues an update of a chat, if the webhook wants its kind.
func (s *Server) report(c *chat, kind string, item map[string]any) {
	if len(s.webhook.allowed) > 0 && !slices.Contains(s.webhook.allowed, kind) {
		return
	}
	s.updateID++
	body, err := json.Marshal(map[string]any{"update_id": s.updateID, kind: item})
	if err != nil {
		panic(err)
	}
	now := s.options.Now()
	c.queue = append(c.queue, &update{body: body, kind: kind, date: now, due: now})
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// JumpUpdateID has update ids go on from another number, as after a quiet week.
func (s *Server) JumpUpdateID(to int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updateID = to
}

func (s *Server) setWebhook(c Call) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if to := c.Fields["url"]; !strings.HasPrefix(to, "https://") && !strings.HasPrefix(to, "http://127.0.0.1:") {
		return nil, bad("bad webhook: An HTTPS URL must be provided for webhook")
	}
	s.webhook = webhook{url: c.Fields["url"], secret: c.Fields["secret_token"]}
	if list := c.Fields["allowed_updates"]; list != "" && json.Unmarshal([]byte(list), &s.webhook.allowed) != nil {
		return nil, bad("can't parse allowed updates")
	}
	return true, nil
}

func (s *Server) deleteWebhook() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.webhook = webhook{}
	return true
}

func (s *Server) webhookInfo() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	pending := 0
	for _, c := range s.chats {
		pending += len(c.queue)
	}
	info := map[string]any{"url": s.webhook.url, "has_custom_certificate": false, "pending_update_count": pending}
	if s.webhook.lastError != "" {
		info["last_error_date"], info["last_error_message"] = s.webhook.errorAt.Unix(), s.webhook.lastError
	}
	return info
}

// Subscribe has updates of all kinds sent to an address, as setWebhook does but
// over http too.
func (s *Server) Subscribe(callback, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.webhook = webhook{url: callback, secret: secret}
}

// Executed returns the methods that answers of the webhook asked for. An honest
// receiver answers with an empty body, so there are none.
func (s *Server) Executed() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.executed)
}

// Expired is how many updates were never taken within a day and are lost.
func (s *Server) Expired() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.webhook.expired
}

// Updates returns all that waits, chat by chat in order, and takes it as
// delivered: for tests without a server of their own.
func (s *Server) Updates() [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	var bodies [][]byte
	for _, c := range s.ordered() {
		for _, u := range c.queue {
			bodies = append(bodies, u.body)
		}
		c.queue = nil
	}
	return bodies
}

func (s *Server) ordered() []*chat {
	list := make([]*chat, 0, len(s.chats))
	for _, c := range s.chats {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *chat) int { return cmp.Compare(a.id, b.id) })
	return list
}

// Deliver posts what is due and returns how much was taken. Each chat goes in
// order: as long as its first update is not taken, none of the others is sent,
// until a day has passed.
func (s *Server) Deliver(ctx context.Context) (taken int, err error) {
	s.mu.Lock()
	list := s.ordered()
	s.mu.Unlock()
	for _, c := range list {
		for {
			u, hook := s.head(c)
			if u == nil {
				break
			}
			if postErr := s.post(ctx, hook, c, u); postErr != nil {
				err = errors.Join(err, postErr)
				break
			}
			taken++
		}
	}
	return taken, err
}

// head is the first update of a chat if it is due, after those that expired.
func (s *Server) head(c *chat) (*update, webhook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	for len(c.queue) > 0 && !now.Before(c.queue[0].date.Add(24*time.Hour)) {
		c.queue = c.queue[1:]
		s.webhook.expired++
	}
	if len(c.queue) == 0 || s.webhook.url == "" || c.queue[0].due.After(now) {
		return nil, webhook{}
	}
	return c.queue[0], s.webhook
}

func (s *Server) post(ctx context.Context, hook webhook, c *chat, u *update) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.url, bytes.NewReader(u.body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if hook.secret != "" {
		request.Header.Set("X-Telegram-Bot-Api-Secret-Token", hook.secret)
	}
	response, err := s.client.Do(request)
	if err != nil {
		s.missed(u, err.Error(), 0)
		return err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		s.missed(u, err.Error(), 0)
		return err
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		says := fmt.Sprintf("Wrong response from the webhook: %d %s", response.StatusCode, http.StatusText(response.StatusCode))
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After"))
		s.missed(u, says, time.Duration(min(max(seconds, 0), 3600))*time.Second)
		s.gone(response.StatusCode == http.StatusGone)
		return errors.New("telegram: " + says)
	}
	s.taken(c, u, body)
	return nil
}

// taken drops an update, and carries out what the answer asks for.
func (s *Server) taken(c *chat, u *update, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(c.queue) > 0 && c.queue[0] == u {
		c.queue = c.queue[1:]
	}
	s.webhook.goneSince = time.Time{}
	var order struct {
		Method string `json:"method"`
	}
	if json.Unmarshal(body, &order) == nil && order.Method != "" {
		s.executed = append(s.executed, order.Method)
	}
}

// missed puts the next attempt off: at once after the first, then 2, 4, 8 … s, up
// to a minute or two, or as long as the webhook asked for.
func (s *Server) missed(u *update, says string, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.webhook.lastError, s.webhook.errorAt = says, s.options.Now()
	u.attempts++
	if wait == 0 && u.attempts > 1 {
		most := time.Minute + time.Duration(s.random.Int64N(int64(time.Minute)))
		wait = min(time.Second<<min(u.attempts-1, 10), most)
	}
	u.due = s.options.Now().Add(wait)
}

// gone removes a webhook that has answered 410 for 23 hours.
func (s *Server) gone(is bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	switch {
	case !is:
		s.webhook.goneSince = time.Time{}
	case s.webhook.goneSince.IsZero():
		s.webhook.goneSince = now
	case now.Sub(s.webhook.goneSince) >= 23*time.Hour:
		s.webhook.url = ""
	}
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
