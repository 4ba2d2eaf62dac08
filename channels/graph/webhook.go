package graph

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleyhq/parley/channels"
)

// SignatureHeader carries "sha256=" and the HMAC-SHA256 of the raw body under
// the app secret, in lower-case hexadecimal. The older X-Hub-Signature, which is
// SHA-1, is not looked at.
const SignatureHeader = "X-Hub-Signature-256"

// Handshake answers the request by which Meta verifies a webhook's address: it
// returns the challenge, which is to be answered as text/plain. It fails with
// channels.ErrHandshake (403), and with channels.ErrAccountIncomplete for an
// inbox without a verify token.
func Handshake(verifyToken Secret, query url.Values) (challenge string, err error) {
	if verifyToken == "" {
		return "", fmt.Errorf("%w: no verify token", channels.ErrAccountIncomplete)
	}
	mode, token, challenges := query["hub.mode"], query["hub.verify_token"], query["hub.challenge"]
	if len(mode) != 1 || len(token) != 1 || len(challenges) != 1 || mode[0] != "subscribe" {
		return "", channels.ErrHandshake
	}
	if !equal(token[0], string(verifyToken)) {
		return "", channels.ErrHandshake
	}
	const longest = 1 << 10
	if challenges[0] == "" || len(challenges[0]) > longest {
		return "", channels.ErrHandshake
	}
	return challenges[0], nil
}

// Verify checks a webhook's signature over its raw bytes. Meta escapes the body
// before it signs ("ä" goes as "\u00e4"), so decoding and encoding again would
// break it. It fails with channels.ErrSignature (401), and with
// channels.ErrAccountIncomplete for an inbox without an app secret.
func Verify(appSecret Secret, header http.Header, body []byte) error {
	if appSecret == "" {
		return fmt.Errorf("%w: no app secret", channels.ErrAccountIncomplete)
	}
	// With a header given twice, two readers can see two different webhooks.
	values := header.Values(SignatureHeader)
	if len(values) != 1 {
		return fmt.Errorf("%w: %s must be given once", channels.ErrSignature, SignatureHeader)
	}
	if !equal(values[0], Sign(appSecret, body)) {
		return channels.ErrSignature
	}
	return nil
}

// Sign returns the value of SignatureHeader for a body.
func Sign(appSecret Secret, body []byte) string {
	return "sha256=" + mac(appSecret, body)
}

// Proof is the appsecret_proof of a token: it shows that whoever calls knows the
// app secret, too.
func Proof(appSecret, token Secret) string { return mac(appSecret, []byte(token)) }

func mac(key Secret, data []byte) string {
	h := hmac.New(sha256.New, []byte(key))
	_, _ = h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}

// equal takes the same time whatever the two have in common, their length
// included.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// redact takes secrets out of what the provider said: it repeats a malformed
// token, for one.
func redact(text string, secrets ...Secret) string {
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, string(s), s.String())
		}
	}
	return text
}
