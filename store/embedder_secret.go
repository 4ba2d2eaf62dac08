package store

import (
	"errors"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
)

// lockEmbedder returns an embedder's key as it is to be stored: "" for none, and open
// where there are no keys to seal with, as it was before there could be.
func (k keyring) lockEmbedder(e faq.Embedder) (string, error) {
	if e.APIKey == "" {
		return "", nil
	}
	sealed, err := k.seal(placeOfEmbedder(e.ID), e.APIKey)
	if errors.Is(err, conversation.ErrNoSecretKeys) {
		return e.APIKey, nil
	}
	return sealed, err
}

// openEmbedder returns the key of an embedder as it is stored.
func (k keyring) openEmbedder(stored faq.Embedder) (string, error) {
	return k.open(placeOfEmbedder(stored.ID), stored.APIKey)
}

func placeOfEmbedder(id string) string { return "embedders/" + id + "/api_key" }
