package account

import "context"

// Origin is on whose behalf something is done, for the audit log.
type Origin struct {
	// Actor is a principal's id, or what acts by itself; "" where nobody has shown
	// who they are.
	Actor string `json:"actor,omitempty"`
	// Peer is the address that the request came from.
	Peer string `json:"peer,omitempty"`
	// RequestID names the request in the server's log.
	RequestID string `json:"request_id,omitempty"`
	// UserAgent is what the browser calls itself. The audit log has no use for it.
	UserAgent string `json:"-"`
}

// CommandLine is the actor of what operators do past the API.
const CommandLine = "command line"

type originKey struct{}

// WithOrigin returns a context whose changes the store's audit log puts down to o.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// OriginOf returns what [WithOrigin] was given, or the zero value.
func OriginOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}
