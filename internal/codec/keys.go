package codec

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
)

// Key is an AES-256 key and the id it is known by. Ids are no secret: they stand
// beside everything the key has encrypted.
type Key struct {
	ID     string
	Secret [32]byte
}

// Keys are the keys of a deployment. The first encrypts, all decrypt: to rotate,
// put a new one first, and take the old one out once nothing that it encrypted
// is read any more.
type Keys []Key

// KeysError says which key of a list is unusable and why, and nothing about the
// key itself.
type KeysError struct {
	// Position counts from 1.
	Position int
	Reason   string
}

// Error returns "key 2: reason".
func (e *KeysError) Error() string { return fmt.Sprintf("key %d: %s", e.Position, e.Reason) }

var keyID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// UnmarshalText reads "id:base64,id:base64". It fails with *KeysError.
func (k *Keys) UnmarshalText(text []byte) error {
	var keys Keys
	seen := map[string]bool{}
	for i, part := range strings.Split(string(text), ",") {
		key, reason := parseKey(strings.TrimSpace(part))
		if reason == "" && seen[key.ID] {
			reason = "an earlier key has this id"
		}
		if reason != "" {
			return &KeysError{Position: i + 1, Reason: reason}
		}
		seen[key.ID] = true
		keys = append(keys, key)
	}
	*k = keys
	return nil
}

func parseKey(s string) (Key, string) {
	id, encoded, found := strings.Cut(s, ":")
	if !found {
		return Key{}, "want id:base64"
	}
	if !keyID.MatchString(id) {
		return Key{}, "want an id of letters, digits, dots, dashes and underscores"
	}
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(raw) != 32 {
		return Key{}, "want the base64 of 32 bytes after the colon"
	}
	return Key{ID: id, Secret: [32]byte(raw)}, ""
}

// String returns the ids, so that keys cannot be logged by mistake.
func (k Keys) String() string {
	ids := make([]string, len(k))
	for i, key := range k {
		ids[i] = key.ID
	}
	return strings.Join(ids, ",")
}

// GoString returns the ids.
func (k Keys) GoString() string { return k.String() }

// MarshalText returns the ids: keys are not written out again.
func (k Keys) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
