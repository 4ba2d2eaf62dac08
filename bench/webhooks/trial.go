package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleyhq/parley/bench/internal/deployment"
	"github.com/parleyhq/parley/internal/fakes/exchange"
	"github.com/parleyhq/parley/internal/fakes/graph"
)

// plan is how many webhooks come, and for how long.
type plan struct {
	perSecond int
	lasts     time.Duration
}

// result is what came of a load.
type result struct {
	name  string
	times []time.Duration
	// held is how many calls hung at its end.
	held int64
}

// trial is a deployment with one WhatsApp inbox, whose provider may hang.
type trial struct {
	parley  *deployment.Deployment
	graph   *graph.Server
	http    *http.Client
	webhook string
	secret  string
	hangs   atomic.Bool
	held    atomic.Int64
	sent    int
}

const (
	phoneNumberID = "106540352242922"
	businessID    = "102290129340398"
	// behaviours is more than the loads can ask for.
	behaviours = 100_000
)

func newTrial(ctx context.Context, binary, model string) (*trial, error) {
	t := &trial{secret: rand.Text(), http: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 256}}}
	token := rand.Text()
	t.graph = graph.New(graph.Options{AppSecret: t.secret, VerifyToken: "verify", Token: token})
	t.graph.AddNumber(graph.Number{ID: phoneNumberID, BusinessID: businessID, Display: "15550783881", Name: "Bench", PerSecond: 1 << 20})
	meet := make([]exchange.Behaviour, behaviours)
	for i := range meet {
		meet[i] = t.meet
	}
	t.graph.Then(meet...)
	var key [32]byte
	_, _ = rand.Read(key[:])
	var err error
	t.parley, err = deployment.Start(ctx, deployment.Options{Binary: binary, ModelDir: model, Env: []string{
		"PARLEY_SECRET_KEYS=bench:" + base64.StdEncoding.EncodeToString(key[:]), "PARLEY_ALLOW_PRIVATE_WEBHOOKS=true", "PARLEY_DEBOUNCE=0",
	}})
	if err != nil {
		t.graph.Close()
		return nil, err
	}
	if err := t.setUp(ctx, token); err != nil {
		return nil, errors.Join(err, t.stop())
	}
	return t, nil
}

func (t *trial) stop() error {
	t.graph.Close()
	t.http.CloseIdleConnections()
	return t.parley.Stop()
}

// setUp has everybody answered with the filler.
func (t *trial) setUp(ctx context.Context, token string) error {
	err := t.parley.Post(ctx, "/v1/faqs", map[string]string{
		"type": "filler", "question": "Anything that nothing else answers", "answer": "We will be with you soon.", "status": "active",
	}, nil)
	if err != nil {
		return err
	}
	if err := t.parley.Put(ctx, "/v1/responders", map[string][]string{"order": {"filler"}}, nil); err != nil {
		return err
	}
	var inbox struct {
		ID string `json:"id"`
	}
	err = t.parley.Post(ctx, "/v1/inboxes", map[string]any{
		"name": "Bench", "channel": "whatsapp", "account": phoneNumberID,
		"config":      map[string]string{"business_id": businessID, "graph_url": t.graph.URL()},
		"credentials": map[string]string{"app_secret": t.secret, "token": token, "verify_token": "verify"},
	}, &inbox)
	t.webhook = t.parley.URL() + "/webhooks/" + inbox.ID
	return err
}

// meet hangs, or takes the message.
func (t *trial) meet(x *exchange.Exchange) {
	if !t.hangs.Load() {
		x.Writer.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(x.Writer, `{"messaging_product":"whatsapp","messages":[{"id":"wamid.%s"}]}`, rand.Text())
		return
	}
	t.held.Add(1)
	defer t.held.Add(-1)
	x.Hang()
}

// waitUntilItHangs lets people write until calls hang.
func (t *trial) waitUntilItHangs(ctx context.Context) error {
	const enough, longest = 20, time.Minute
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	for t.held.Load() < enough {
		if _, err := t.measure(ctx, "", plan{perSecond: 20, lasts: time.Second}); err != nil {
			return fmt.Errorf("have calls hang: %w", err)
		}
	}
	return nil
}

// measure posts webhooks at a steady rate, whatever the answers take, each from
// somebody new.
func (t *trial) measure(ctx context.Context, name string, p plan) (result, error) {
	n := int(p.lasts.Seconds() * float64(p.perSecond))
	times, errs := make([]time.Duration, n), make([]error, n)
	var group sync.WaitGroup
	pace := time.NewTicker(time.Second / time.Duration(p.perSecond))
	defer pace.Stop()
	for i := range n {
		select {
		case <-ctx.Done():
			group.Wait()
			return result{}, ctx.Err()
		case <-pace.C:
		}
		t.sent++
		body := message(t.sent)
		group.Go(func() { times[i], errs[i] = t.post(ctx, body) })
	}
	group.Wait()
	return result{name: name, times: times, held: t.held.Load()}, errors.Join(errs...)
}

func (t *trial) post(ctx context.Context, body string) (time.Duration, error) {
	h := hmac.New(sha256.New, []byte(t.secret))
	_, _ = h.Write([]byte(body))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, t.webhook, strings.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(h.Sum(nil)))
	begin := time.Now()
	response, err := t.http.Do(request)
	if err != nil {
		return 0, fmt.Errorf("post webhook: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, response.Body)
	took := time.Since(begin)
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("post webhook: %s", response.Status)
	}
	return took, nil
}

// message is a webhook with a text of somebody who has not written before.
func message(n int) string {
	return fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":"messages","value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":%q},`+
		`"contacts":[{"profile":{"name":"Person %d"},"wa_id":"4915%08d"}],`+
		`"messages":[{"from":"4915%08d","id":"wamid.in%d","timestamp":"%d","type":"text","text":{"body":"my order has not arrived"}}]}}]}]}`,
		businessID, phoneNumberID, n, n, n, n, time.Now().Unix())
}
