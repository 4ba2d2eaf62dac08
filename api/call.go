package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleyhq/parley/account"
)

// call is what the server knows of the request it is serving, beside the
// generated parameters. The middleware fills it in, handlers read it.
type call struct {
	requestID string
	method    string
	// peer is the address of the other side, as far as it can be trusted.
	peer   string
	header http.Header
	query  url.Values
	// principal is who calls, the zero value on public routes.
	principal account.Principal
	// token is the session token of a user.
	token string
	// body is the request's body, read and checked.
	body []byte
	// key is the Idempotency-Key, or a random one.
	key string
}

type callKey struct{}

func withCall(ctx context.Context, c *call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

// callOf returns the call that a context belongs to. Every request has one.
func callOf(ctx context.Context) *call {
	c, ok := ctx.Value(callKey{}).(*call)
	if !ok {
		return &call{}
	}
	return c
}

// prefers reports whether the request's Prefer headers name a preference without a
// value.
func (c *call) prefers(preference string) bool {
	for _, line := range c.header.Values("Prefer") {
		for wish := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(wish), preference) {
				return true
			}
		}
	}
	return false
}

// userOf returns the user who calls. Routes that need one say so in the role
// table; an API key that gets here all the same is refused.
func userOf(ctx context.Context) (account.User, error) {
	user := callOf(ctx).principal.User
	if user == nil {
		return account.User{}, refuse(kindForbidden, "This is for users, not for API keys.")
	}
	return *user, nil
}
