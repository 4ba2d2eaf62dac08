package conversation

import (
	"crypto/sha1" //nolint:gosec // RFC 9562 defines version 5 over SHA-1; nothing here is a secret.
	"encoding/hex"
)

// Namespace is the published UUID namespace of conversation ids of webhook
// inboxes. A backend service that knows an inbox id and its own id of the end
// user computes the conversation id with any UUIDv5 library:
//
//	uuid5(Namespace, "<inbox id>/<external id>")
//
// It never changes.
const Namespace = "5b0ff8f2-3c53-4d3d-9b0c-2f4c8b1f6c7e"

// ID returns the id of the conversation between an inbox and the end user the
// channel knows as externalID. Both are taken as they are: the inbox id as a
// lower-case UUID, the external id byte for byte.
func ID(inboxID, externalID string) string {
	return uuid5(Namespace, inboxID+"/"+externalID)
}

// ContactID returns the id of the contact first seen in an inbox under
// externalID.
func ContactID(inboxID, externalID string) string {
	return uuid5(Namespace, "contact/"+inboxID+"/"+externalID)
}

// MessageID returns the id of a message that its sender named key: the same
// sender and key give the same id, so that a repeated request finds the row of
// the first.
func MessageID(conversationID, sender, key string) string {
	return uuid5(Namespace, "message/"+conversationID+"/"+sender+"/"+key)
}

// uuid5 is RFC 9562 section 5.5: SHA-1 over the namespace's bytes and the
// name, with version and variant set.
func uuid5(namespace, name string) string {
	var raw [16]byte
	for i, j := 0, 0; i < len(namespace) && j < 16; i++ {
		if namespace[i] == '-' {
			continue
		}
		raw[j] = unhex(namespace[i])<<4 | unhex(namespace[i+1])
		i++
		j++
	}
	h := sha1.New() //nolint:gosec // see the import
	h.Write(raw[:])
	h.Write([]byte(name))
	sum := h.Sum(nil)[:16]
	sum[6] = sum[6]&0x0f | 0x50
	sum[8] = sum[8]&0x3f | 0x80

	var out [36]byte
	hex.Encode(out[0:8], sum[0:4])
	hex.Encode(out[9:13], sum[4:6])
	hex.Encode(out[14:18], sum[6:8])
	hex.Encode(out[19:23], sum[8:10])
	hex.Encode(out[24:36], sum[10:16])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

func unhex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	default:
		return c - '0'
	}
}

// IsUUID reports whether s is a UUID in its canonical lower-case form, the only
// form in which ids travel.
func IsUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}
