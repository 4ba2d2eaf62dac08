package conversation

// IdentityKind names a kind of identity; two identities are the same if kind and
// value are, within one inbox.
type IdentityKind string

// The kinds of identity that are nobody's but Parley's; those of providers are in
// package provider.
const (
	// IdentityExternal is what a backend service calls somebody.
	IdentityExternal IdentityKind = "external"
	// IdentityVisitor is somebody who writes in a widget and has not said who
	// they are.
	IdentityVisitor IdentityKind = "visitor"
)

// Identity is one of the names under which a channel knows somebody. People may
// have several, and any of them finds the same contact.
type Identity struct {
	Kind  IdentityKind `json:"kind"`
	Value string       `json:"value"`
}
