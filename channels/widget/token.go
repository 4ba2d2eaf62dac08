package widget

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/parleyhq/parley/conversation"
)

// ErrToken says that a token is not one of this inbox's, or is too old.
var ErrToken = errors.New("widget: the token is not valid")

// How long tokens live from when they were made. That of a visitor is all that
// leads back to their history; that of a user is made anew whenever the brand's
// site says who they are.
const (
	VisitorLife = 400 * 24 * time.Hour
	UserLife    = 24 * time.Hour
)

// version begins every token.
const version = "v1"

// claims is what a token says.
type claims struct {
	Visitor string `json:"v,omitempty"`
	User    string `json:"u,omitempty"`
	Name    string `json:"n,omitempty"`
	// Made is in seconds of Unix time.
	Made int64 `json:"t"`
}

// NewVisitor returns somebody nobody has seen before: 128 random bits.
func NewVisitor() conversation.Visitor {
	id := rand.Text()
	return conversation.Visitor{ID: "visitor-" + id, Name: "Visitor " + id[:4]}
}

// Token signs who somebody is with the newest secret of the inbox. It opens one
// thread of one inbox, so it has to be kept like a password.
func Token(inbox conversation.Inbox, v conversation.Visitor, now time.Time) (string, error) {
	if len(inbox.Secrets) == 0 || inbox.Secrets[0] == "" {
		return "", ErrToken
	}
	c := claims{Visitor: v.ID, User: v.UserID, Name: v.Name, Made: now.Unix()}
	if v.UserID != "" {
		c.Visitor = ""
	}
	payload, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	signed := version + "." + base64.RawURLEncoding.EncodeToString(payload)
	return signed + "." + base64.RawURLEncoding.EncodeToString(sign(inbox.Secrets[0], inbox.ID, signed)), nil
}

// Open returns who a token was made for, and when. Any secret that the inbox still
// has may have signed it: dropping the old one ends the tokens it signed.
func Open(inbox conversation.Inbox, token string, now time.Time) (conversation.Visitor, time.Time, error) {
	refused := func() (conversation.Visitor, time.Time, error) { return conversation.Visitor{}, time.Time{}, ErrToken }
	signed, signature, ok := cutLast(token)
	mac, err := base64.RawURLEncoding.Strict().DecodeString(signature)
	if !ok || err != nil || !signedBy(inbox, signed, mac) {
		return refused()
	}
	kind, encoded, _ := strings.Cut(signed, ".")
	payload, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil || kind != version {
		return refused()
	}
	var c claims
	if err := json.Unmarshal(payload, &c); err != nil || (c.Visitor == "") == (c.User == "") {
		return refused()
	}
	made, life := time.Unix(c.Made, 0), VisitorLife
	if c.User != "" {
		life = UserLife
	}
	if now.Sub(made) > life {
		return refused()
	}
	return conversation.Visitor{ID: c.Visitor, UserID: c.User, Name: c.Name}, made, nil
}

func signedBy(inbox conversation.Inbox, signed string, mac []byte) bool {
	valid := false
	for _, secret := range inbox.Secrets {
		valid = secret != "" && hmac.Equal(mac, sign(secret, inbox.ID, signed)) || valid
	}
	return valid
}

// sign keeps the tokens apart from whatever else the inbox's secret signs.
func sign(secret, inboxID, signed string) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte("parley widget token\x00" + inboxID + "\x00" + signed))
	return h.Sum(nil)
}

func cutLast(token string) (before, after string, ok bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 {
		return "", "", false
	}
	return token[:i], token[i+1:], true
}
