package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/parleyhq/parley/conversation"
)

// inboxSecrets are the columns of an inbox that hold secrets, as stored.
type inboxSecrets struct {
	Secrets     []string
	Credentials string
}

// unlock opens an inbox's secrets. An inbox whose secrets do not open is without
// them, and says why in its Locked: the other inboxes go on.
func (k keyring) unlock(inbox *conversation.Inbox, stored inboxSecrets) {
	var credentials map[string]string
	secrets := make([]string, len(stored.Secrets))
	var err error
	for i, s := range stored.Secrets {
		if secrets[i], err = k.open(placeOf(inbox.ID, "secrets"), s); err != nil {
			inbox.Locked = err.Error()
			return
		}
	}
	if stored.Credentials != "" {
		text, err := k.open(placeOf(inbox.ID, "credentials"), stored.Credentials)
		if err == nil {
			err = json.Unmarshal([]byte(text), &credentials)
		}
		var syntax *json.SyntaxError
		var wrong *json.UnmarshalTypeError
		switch {
		case errors.As(err, &syntax), errors.As(err, &wrong):
			// What a decoder says may quote the secret.
			inbox.Locked = "its credentials cannot be read"
			return
		case err != nil:
			inbox.Locked = err.Error()
			return
		}
	}
	inbox.Secrets, inbox.Credentials = secrets, credentials
}

// lock returns an inbox's secrets as they are to be stored. Signing secrets stay
// open where there are no keys, as they were before there could be; credentials
// of providers fail then with conversation.ErrNoSecretKeys.
func (k keyring) lock(inbox conversation.Inbox) (inboxSecrets, error) {
	stored := inboxSecrets{Secrets: make([]string, len(inbox.Secrets))}
	for i, s := range inbox.Secrets {
		sealed, err := k.seal(placeOf(inbox.ID, "secrets"), s)
		if errors.Is(err, conversation.ErrNoSecretKeys) {
			sealed = s
		}
		stored.Secrets[i] = sealed
	}
	if len(inbox.Credentials) == 0 {
		return stored, nil
	}
	text, err := json.Marshal(inbox.Credentials)
	if err != nil {
		return inboxSecrets{}, fmt.Errorf("encode credentials: %w", err)
	}
	stored.Credentials, err = k.seal(placeOf(inbox.ID, "credentials"), string(text))
	return stored, err
}

func placeOf(inboxID, column string) string { return "inboxes/" + inboxID + "/" + column }
