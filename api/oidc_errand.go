package api

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// errand is what a login through an identity provider began with. It stays in a
// cookie of the browser that began: nothing is kept here, so nobody can fill the
// database by beginning, and a login that another browser began is refused.
type errand struct {
	// value is what the cookie holds: 256 random bits and next.
	value   string
	next    string
	expires time.Time
}

// errandLife is how long somebody may take at the identity provider.
const errandLife = 15 * time.Minute

func newErrand(next string) errand {
	next = ownPath(next)
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails: the runtime ends the process instead
	encode := base64.RawURLEncoding.EncodeToString
	return errand{value: encode(secret) + "." + encode([]byte(next)), next: next, expires: time.Now().Add(errandLife)}
}

// readErrand reads what a cookie holds.
func readErrand(value string) (errand, bool) {
	secret, rest, _ := strings.Cut(value, ".")
	raw, err := base64.RawURLEncoding.DecodeString(secret)
	next, errNext := base64.RawURLEncoding.DecodeString(rest)
	if err != nil || errNext != nil || len(raw) != 32 {
		return errand{}, false
	}
	return errand{value: value, next: ownPath(string(next))}, true
}

// derive makes one of the values that the identity provider gets to see. None
// tells anything about the secret, or about the others.
func (e errand) derive(purpose string) string {
	sum := sha256.Sum256([]byte("parley oidc " + purpose + " " + e.value))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// belongs reports whether an answer is to this errand.
func (e errand) belongs(state string) bool {
	return subtle.ConstantTimeCompare([]byte(e.derive("state")), []byte(state)) == 1
}

// ownPath returns next if it is a path of this server, as every browser reads it,
// else "/".
func ownPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return "/"
	}
	for _, text := range []string{next, u.Path} {
		if !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") || strings.Contains(text, `\`) ||
			strings.ContainsFunc(text, unicode.IsControl) || strings.ContainsFunc(text, unicode.IsSpace) {
			return "/"
		}
	}
	return next
}

func longAgo() time.Time { return time.Unix(1, 0) }
