package webhookapp

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// judge verifies a delivery as a careful customer would.
func (a *App) judge(r *http.Request) (Attempt, envelope) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, 1<<20))
	attempt := Attempt{
		ID: r.Header.Get(standardwebhooks.HeaderWebhookID), Timestamp: r.Header.Get(standardwebhooks.HeaderWebhookTimestamp),
		Body: body, At: a.now(),
	}
	switch {
	case err != nil:
		attempt.Refused = "body cannot be read"
	case r.Method != http.MethodPost:
		attempt.Refused = "not a POST"
	case r.Header.Get("Content-Type") != "application/json":
		attempt.Refused = "content type is not application/json"
	default:
		if err := a.verify(r.Header, body); err != nil {
			attempt.Refused = err.Error()
		}
	}
	if attempt.Refused != "" {
		return attempt, envelope{}
	}
	e, refused := decode(body)
	attempt.Refused = refused
	return attempt, e
}

func (a *App) verify(header http.Header, body []byte) error {
	seconds, err := strconv.ParseInt(header.Get(standardwebhooks.HeaderWebhookTimestamp), 10, 64)
	if err != nil {
		return errors.New("timestamp is no number")
	}
	if a.now().Sub(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return errors.New("timestamp is too far from now")
	}
	a.mu.Lock()
	secrets := a.secrets
	a.mu.Unlock()
	for _, secret := range secrets {
		wh, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			return fmt.Errorf("secret: %w", err)
		}
		if wh.VerifyIgnoringTimestamp(body, header) == nil {
			return nil
		}
	}
	return errors.New("signature is wrong")
}

// Sign returns the headers under which an app posts a webhook of its own to
// Parley.
func Sign(secret, id string, at time.Time, body []byte) (http.Header, error) {
	wh, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	signature, err := wh.Sign(id, at, body)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set(standardwebhooks.HeaderWebhookID, id)
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	return header, nil
}
