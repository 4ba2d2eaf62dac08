package main

import (
	"crypto/hmac"
	"crypto/sha256"

	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/store"
)

// storeOptions shares a process's connections between searches and the rest, and
// hands over the deployment's keys.
func storeOptions(c config.Config) store.Options {
	o := store.Options{MaxConns: c.DatabaseConns, ReservedConns: c.DatabaseConns * 2 / 5}
	for _, key := range c.SecretKeys {
		o.SealKeys = append(o.SealKeys, store.SealKey{ID: key.ID, Key: key.Secret})
	}
	if len(c.SecretKeys) > 0 {
		// A key of its own, so that an id tells nothing about what is sealed.
		h := hmac.New(sha256.New, c.SecretKeys[0].Secret[:])
		_, _ = h.Write([]byte("ids of conversations"))
		o.IDKey = h.Sum(nil)
	}
	return o
}
