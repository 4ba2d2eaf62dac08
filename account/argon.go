package account

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// argonHash is an argon2id hash with its cost, which stands in its PHC string:
// when the cost below is raised, old hashes keep working.
type argonHash struct {
	memory  uint32 // KiB
	time    uint32 // passes
	threads uint8
	salt    []byte
	key     []byte
}

// newArgonHash returns an empty hash of the present cost: 64 MiB, one pass, two
// lanes, about 0.1 s of a core.
func newArgonHash() argonHash {
	return argonHash{memory: 64 * 1024, time: 1, threads: 2, salt: make([]byte, 16), key: make([]byte, 32)}
}

const phcFormat = "$argon2id$v=%d$m=%d,t=%d,p=%d$"

// String returns the hash in the PHC string format.
func (h argonHash) String() string {
	return fmt.Sprintf(phcFormat, argon2.Version, h.memory, h.time, h.threads) +
		base64.RawStdEncoding.EncodeToString(h.salt) + "$" + base64.RawStdEncoding.EncodeToString(h.key)
}

// errArgonHash keeps the hash itself out of logs.
var errArgonHash = errors.New("account: not an argon2id hash")

// parseArgonHash is the reverse of String. It bounds the cost, so that a bad
// row cannot take the machine down.
func parseArgonHash(phc string) (argonHash, error) {
	var h argonHash
	fields := strings.Split(phc, "$")
	if len(fields) != 6 {
		return argonHash{}, errArgonHash
	}
	var version int
	head := strings.Join(fields[:4], "$") + "$"
	if _, err := fmt.Sscanf(head, phcFormat, &version, &h.memory, &h.time, &h.threads); err != nil || version != argon2.Version {
		return argonHash{}, errArgonHash
	}
	var errSalt, errKey error
	h.salt, errSalt = base64.RawStdEncoding.DecodeString(fields[4])
	h.key, errKey = base64.RawStdEncoding.DecodeString(fields[5])
	const maxMemory, maxTime = 1 << 20, 16
	switch {
	case errSalt != nil, errKey != nil, len(h.salt) < 8, len(h.key) < 16, len(h.key) > 1024,
		h.memory < 8, h.memory > maxMemory, h.time < 1, h.time > maxTime, h.threads < 1:
		return argonHash{}, errArgonHash
	}
	return h, nil
}
