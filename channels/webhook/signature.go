package webhook

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/parleyhq/parley/channels"
)

// tolerance is how far a webhook's timestamp may be from now, both ways.
const tolerance = 5 * time.Minute

// verify checks the signature over the raw body under any of the secrets, then
// the timestamp. The clock is judged last: only who knows the secret learns
// that theirs is wrong.
func verify(secrets []string, header http.Header, body []byte, now time.Time) error {
	for _, name := range []string{
		standardwebhooks.HeaderWebhookID, standardwebhooks.HeaderWebhookTimestamp, standardwebhooks.HeaderWebhookSignature,
	} {
		// With a header given twice, two readers can see two different webhooks.
		if values := header.Values(name); len(values) != 1 || values[0] == "" || strings.TrimSpace(values[0]) != values[0] {
			return fmt.Errorf("%w: %s must be given once", channels.ErrSignature, name)
		}
	}
	at, err := timestamp(header.Get(standardwebhooks.HeaderWebhookTimestamp))
	if err != nil {
		return err
	}
	signers := signersOf(secrets)
	if len(signers) == 0 {
		return fmt.Errorf("%w: the inbox has no usable secret", channels.ErrSignature)
	}
	for _, s := range signers {
		if s.VerifyIgnoringTimestamp(body, header) == nil {
			if now.Sub(at).Abs() > tolerance {
				return channels.ErrTooOld
			}
			return nil
		}
	}
	return channels.ErrSignature
}

// timestamp takes digits only: the number is signed, its spelling is not.
func timestamp(s string) (time.Time, error) {
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: the timestamp is no number of seconds", channels.ErrSignature)
	}
	return time.Unix(int64(n), 0), nil
}

// sign returns the headers of a webhook, with one signature per secret so that
// a receiver may change to the new one when it likes.
func sign(secrets []string, id string, at time.Time, body []byte) (http.Header, error) {
	var signatures []string
	for _, s := range signersOf(secrets) {
		signature, err := s.Sign(id, at, body)
		if err != nil {
			return nil, fmt.Errorf("sign webhook: %w", err)
		}
		signatures = append(signatures, signature)
	}
	if len(signatures) == 0 {
		return nil, &channels.RejectedError{Reason: "the inbox has no usable signing secret"}
	}
	header := http.Header{}
	header.Set(standardwebhooks.HeaderWebhookID, id)
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	header.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	return header, nil
}

const (
	secretPrefix = "whsec_"
	// minSecret is the fewest bytes Standard Webhooks allows for a secret.
	minSecret = 24
)

// signersOf leaves out what is no secret. The library would take an empty one
// and sign with an empty key, which anybody can.
func signersOf(secrets []string) []*standardwebhooks.Webhook {
	var signers []*standardwebhooks.Webhook
	for _, s := range secrets {
		encoded, ok := strings.CutPrefix(s, secretPrefix)
		key, err := base64.StdEncoding.DecodeString(encoded)
		if !ok || err != nil || len(key) < minSecret {
			continue
		}
		signer, err := standardwebhooks.NewWebhookRaw(key)
		if err != nil {
			continue
		}
		signers = append(signers, signer)
	}
	return signers
}
