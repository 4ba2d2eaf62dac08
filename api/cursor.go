package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
)

// cursorVersion changes when what a cursor holds changes its meaning.
const cursorVersion = 1

// cursorSumLength is how much of the checksum a cursor carries.
const cursorSumLength = 8

// encodeCursor makes an opaque cursor of where a page of a list ended. The list
// is named with its filters: its cursors are refused everywhere else. The
// checksum catches mistakes, not attackers: a cursor grants nothing, it only
// says where to go on in a list the caller may read anyway.
func encodeCursor(list string, end any) (*string, error) {
	payload, err := json.Marshal(end)
	if err != nil {
		return nil, err
	}
	raw := append([]byte{cursorVersion}, cursorSum(list, payload)...)
	cursor := base64.RawURLEncoding.EncodeToString(append(raw, payload...))
	return &cursor, nil
}

// decodeCursor reads where to go on in the list, nil for its beginning.
func decodeCursor[T any](list, cursor string) (*T, error) {
	if cursor == "" {
		return nil, nil
	}
	bad := refuse(kindMalformed, "The cursor does not belong to this list.")
	bad.fields = []FieldError{{Field: "cursor", Reason: "does not belong to this list"}}

	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) < 1+cursorSumLength || raw[0] != cursorVersion {
		return nil, bad
	}
	sum, payload := raw[1:1+cursorSumLength], raw[1+cursorSumLength:]
	if !bytes.Equal(sum, cursorSum(list, payload)) {
		return nil, bad
	}
	end := new(T)
	if json.Unmarshal(payload, end) != nil {
		return nil, bad
	}
	return end, nil
}

// cursorOr reads where to go on in the list, or returns where it begins.
func cursorOr[T any](list, cursor string, begin T) (T, error) {
	end, err := decodeCursor[T](list, cursor)
	if err != nil || end == nil {
		return begin, err
	}
	return *end, nil
}

func cursorSum(list string, payload []byte) []byte {
	h := sha256.New()
	h.Write([]byte(list))
	h.Write([]byte{0})
	h.Write(payload)
	return h.Sum(nil)[:cursorSumLength]
}
