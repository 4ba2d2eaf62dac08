package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/account"
)

// IdempotencyKeys keeps the responses of requests under their keys.
type IdempotencyKeys interface {
	BeginRequest(ctx context.Context, principal, key string, fingerprint []byte) (account.Verdict, account.Response, error)
	FinishRequest(ctx context.Context, principal, key string, r account.Response) error
	AbandonRequest(ctx context.Context, principal, key string) error
}

const (
	headerIdempotencyKey = "Idempotency-Key"
	headerReplayed       = "Idempotency-Replayed"
	maxKeyLength         = 255
)

// once runs requests with an Idempotency-Key once and repeats their response.
// Only successes are kept: what was refused has changed nothing and may be
// tried again under the same key.
type once struct {
	keys IdempotencyKeys
	log  *slog.Logger
}

// wrap is the middleware of the routes that take a key.
func (o once) wrap(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		call := callOf(c.Request().Context())
		values := c.Request().Header.Values(headerIdempotencyKey)
		if len(values) == 0 {
			call.key = rand.Text()
			return next(c)
		}
		if len(values) > 1 || !printable(values[0]) {
			p := refuse(kindMalformed, "The Idempotency-Key must be 1 to 255 printable ASCII characters, once.")
			p.fields = []FieldError{{Field: headerIdempotencyKey, Reason: "must be 1 to 255 printable ASCII characters"}}
			return p
		}
		call.key = values[0]
		return o.run(c, call, next)
	}
}

func (o once) run(c echo.Context, call *call, next echo.HandlerFunc) (err error) {
	ctx, principal := c.Request().Context(), call.principal.ID()
	verdict, kept, err := o.keys.BeginRequest(ctx, principal, call.key, fingerprint(c.Request(), call.body))
	if err != nil {
		return fmt.Errorf("begin idempotent request: %w", err)
	}
	switch verdict {
	case account.Replay:
		c.Response().Header().Set(headerReplayed, "true")
		return c.Blob(kept.Status, kept.ContentType, kept.Body)
	case account.InProgress:
		p := refuse(kindRequestRunning, "The first request with this Idempotency-Key is still running.")
		p.retryAfter = time.Second
		return p
	case account.Mismatch:
		return refuse(kindKeyReused, "This Idempotency-Key belongs to another request.")
	case account.Fresh:
	}

	response := c.Response()
	held := &heldResponse{header: response.Writer.Header()}
	client := response.Writer
	response.Writer = held
	done := false
	defer func() {
		response.Writer = client
		o.settle(ctx, principal, call.key, done, held)
		if done {
			err = held.release(client)
		}
	}()
	err = next(c)
	done = err == nil && held.status >= 200 && held.status < 300
	return err
}

// settle keeps the response or frees the key, also when the client has gone or
// the handler has panicked. If Postgres is away now, the key frees itself.
func (o once) settle(ctx context.Context, principal, key string, done bool, r *heldResponse) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	var err error
	if done {
		err = o.keys.FinishRequest(ctx, principal, key, account.Response{
			Status: r.status, ContentType: r.header.Get(echo.HeaderContentType), Body: withoutSecrets(r.body.Bytes()),
		})
	} else {
		err = o.keys.AbandonRequest(ctx, principal, key)
	}
	if err != nil {
		o.log.WarnContext(ctx, "idempotency key not settled", "error", err)
	}
}

// heldResponse holds a response back until it is kept: a client that has it and
// asks again must get the same.
type heldResponse struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (r *heldResponse) Header() http.Header { return r.header }

// WriteHeader implements http.ResponseWriter.
func (r *heldResponse) WriteHeader(status int) { r.status = status }

// Write implements http.ResponseWriter.
func (r *heldResponse) Write(p []byte) (int, error) { return r.body.Write(p) }

func (r *heldResponse) release(client http.ResponseWriter) error {
	client.WriteHeader(r.status)
	_, err := client.Write(r.body.Bytes())
	return err
}

// fingerprint tells requests under one key apart. Of a body that its handler has
// yet to read, only the length is known.
func fingerprint(r *http.Request, body []byte) []byte {
	h := sha256.New()
	h.Write([]byte(r.Method + " " + r.URL.RequestURI() + "\n"))
	if body == nil {
		fmt.Fprintf(h, "%d", r.ContentLength)
	}
	h.Write(withoutSecrets(body))
	return h.Sum(nil)
}

// withoutSecrets removes what must not be kept from a JSON object: passwords,
// of which even a hash can be guessed, and the secrets a response shows once.
func withoutSecrets(raw []byte) []byte {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return raw
	}
	found := false
	for _, name := range []string{"password", "current_password", "secret", "key", "token", "link", "made"} {
		if _, there := object[name]; there {
			delete(object, name)
			found = true
		}
	}
	// A request gives the credentials of an inbox; a response lists their names.
	if given := object["credentials"]; len(given) > 0 && given[0] == '{' {
		delete(object, "credentials")
		found = true
	}
	if !found {
		return raw
	}
	rest, err := json.Marshal(object)
	if err != nil {
		return nil
	}
	return rest
}

func printable(key string) bool {
	if key == "" || len(key) > maxKeyLength {
		return false
	}
	for i := range len(key) {
		if key[i] < ' ' || key[i] > '~' {
			return false
		}
	}
	return true
}
