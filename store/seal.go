package store

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/parleyhq/parley/conversation"
)

// SealKey is an AES-256 key that secrets are sealed under, and the id it is known
// by. Ids are no secret: they stand beside everything the key has sealed.
type SealKey struct {
	ID  string
	Key [32]byte
}

// keyring seals what must not be read by whoever reads the database, and opens it
// again. The first key seals, all open. What was stored before there were keys
// opens as it is.
type keyring struct {
	current string
	ciphers map[string]cipher.AEAD
}

func newKeyring(keys []SealKey) (keyring, error) {
	k := keyring{ciphers: map[string]cipher.AEAD{}}
	for _, key := range keys {
		block, err := aes.NewCipher(key.Key[:])
		if err != nil {
			return keyring{}, fmt.Errorf("sealing key %s: %w", key.ID, err)
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return keyring{}, fmt.Errorf("sealing key %s: %w", key.ID, err)
		}
		k.ciphers[key.ID] = aead
	}
	if len(keys) > 0 {
		k.current = keys[0].ID
	}
	return k, nil
}

// sealedPrefix begins what is sealed: "sealed:<key id>:<base64>".
const sealedPrefix = "sealed:"

// seal returns text sealed for one place, such as an inbox: moved to another
// place it does not open. Without keys it fails with conversation.ErrNoSecretKeys.
func (k keyring) seal(place, text string) (string, error) {
	if k.current == "" {
		return "", conversation.ErrNoSecretKeys
	}
	sealed := k.ciphers[k.current].Seal(nil, nil, []byte(text), []byte(place)) //nolint:gosec // G407: the cipher draws its nonce
	return sealedPrefix + k.current + ":" + base64.StdEncoding.EncodeToString(sealed), nil
}

// open returns what was sealed, and what was not as it is. It fails with an error
// in words that holds nothing of either.
func (k keyring) open(place, text string) (string, error) {
	rest, ok := strings.CutPrefix(text, sealedPrefix)
	if !ok {
		return text, nil
	}
	id, encoded, _ := strings.Cut(rest, ":")
	aead, known := k.ciphers[id]
	if !known {
		return "", fmt.Errorf("its secrets are sealed with the key %q, which is not among PARLEY_SECRET_KEYS", id)
	}
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", errSealBroken
	}
	plain, err := aead.Open(nil, nil, raw, []byte(place))
	if err != nil {
		return "", fmt.Errorf("%w: the key %q has changed, or the row was altered", errSealBroken, id)
	}
	return string(plain), nil
}

var errSealBroken = errors.New("its secrets do not open")
