package widget

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"github.com/parleyhq/parley/conversation"
)

// CredentialIdentitySecret names the secret that the brand's own server signs the
// ids of its users with.
const CredentialIdentitySecret = "identity_secret"

// UserHash is what the brand's server hands to the page of a user, beside the
// user's id: HMAC-SHA256 of the id under the secret's text, in hexadecimal.
func UserHash(secret, userID string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(userID))
	return hex.EncodeToString(h.Sum(nil))
}

// Vouched reports whether the brand's server signed a user's id. It never does for
// an inbox without a secret.
func Vouched(inbox conversation.Inbox, userID, hash string) bool {
	secret := inbox.Credentials[CredentialIdentitySecret]
	return secret != "" && userID != "" && hmac.Equal([]byte(UserHash(secret, userID)), []byte(hash))
}
