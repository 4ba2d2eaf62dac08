package graph

import "github.com/parleyhq/parley/channels/payload"

// Object is JSON as Meta sends it, read leniently.
type Object = payload.Object

// ParseObject reads an object, false if data is none.
func ParseObject(data []byte) (Object, bool) { return payload.Parse(data) }

// Shorten cuts a provider's words to what people will read.
func Shorten(words string) string { return payload.Shorten(words) }

// Usable says whether an id can tell one thing from another, and be indexed.
func Usable(id string) bool {
	const longest = 512
	return id != "" && len(id) <= longest
}
