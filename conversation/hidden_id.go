package conversation

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// HidesIDs reports whether the ids of the channel's conversations must not be
// computable from who the end user is: people are known by their phone number
// there, or by what a provider can tell.
func (c Channel) HidesIDs() bool { return c == ChannelWhatsApp || c == ChannelMessenger }

// HiddenID returns the id of a conversation like [ID], but only who has the key
// can compute it: HMAC-SHA256 over the same name, as a UUID of version 8 (RFC
// 9562 section 5.8).
func HiddenID(key []byte, inboxID, value string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(inboxID + "/" + value))
	sum := mac.Sum(nil)[:16]
	sum[6] = sum[6]&0x0f | 0x80
	sum[8] = sum[8]&0x3f | 0x80

	digits := hex.EncodeToString(sum)
	return digits[:8] + "-" + digits[8:12] + "-" + digits[12:16] + "-" + digits[16:20] + "-" + digits[20:]
}
