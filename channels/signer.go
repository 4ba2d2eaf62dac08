package channels

import (
	"net/http"

	"github.com/parleyhq/parley/conversation"
)

// Signer is a channel whose webhooks are kept as they came, without what verified
// them.
type Signer interface {
	// Sign returns the header with which the provider would post a body to the
	// inbox, so that Decode takes one that was verified before.
	Sign(inbox conversation.Inbox, body []byte) http.Header
}
