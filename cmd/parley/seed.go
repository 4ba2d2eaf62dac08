package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/demo"
	"github.com/parleyhq/parley/internal/devfile"
	"github.com/parleyhq/parley/store"
)

// credentials is what a `parley dev` gives out, kept beside its database, which
// holds hashes only.
type credentials struct {
	Admin  devfile.Login   `json:"admin"`
	Agents []devfile.Login `json:"agents"`
	APIKey string          `json:"api_key"`
	// InboxID is the demo inbox; Played says that the demo conversation was
	// played in it.
	InboxID string `json:"inbox_id"`
	Played  bool   `json:"played"`
	// These are on stand-ins; Wrote says that somebody wrote to each.
	WhatsAppInboxID  string `json:"whatsapp_inbox_id,omitempty"`
	MessengerInboxID string `json:"messenger_inbox_id,omitempty"`
	TelegramInboxID  string `json:"telegram_inbox_id,omitempty"`
	Wrote            bool   `json:"wrote,omitempty"`
	// WidgetInboxID is the widget of the example page.
	WidgetInboxID string `json:"widget_inbox_id,omitempty"`
}

const (
	credentialsName = "credentials.json"
	devKeyName      = "parley dev"
	devInboxName    = "Saffron Go"
)

// seed makes sure of the users, the key and the inboxes, and returns what opens
// them; without the demo, of the admin and the key. Whatever a killed run has left
// half done is completed.
func seed(ctx context.Context, s *stack) (*credentials, error) {
	path := s.state.path(credentialsName)
	known := &credentials{}
	err := devfile.Load(path, known)
	fresh := errors.Is(err, os.ErrNotExist)
	if fresh {
		known = &credentials{
			Admin: devfile.Login{Email: "admin@saffron-go.example", Password: newPassword()},
			Agents: []devfile.Login{
				{Email: "ines@saffron-go.example", Password: newPassword()},
				{Email: "ravi@saffron-go.example", Password: newPassword()},
			},
		}
		// Kept before it is used: nobody has to guess a password later.
		err = devfile.Save(path, known)
	}
	if err != nil {
		return nil, err
	}
	err = s.steps.do("Users, key and inbox", func() error {
		if err := seedUsers(ctx, s.store, s.people(known), fresh); err != nil {
			return err
		}
		if err := seedKey(ctx, s.store, known); err != nil {
			return err
		}
		if !s.config.DevDemo {
			return nil
		}
		if err := seedInbox(ctx, s.store, known); err != nil {
			return err
		}
		if err := s.seedWidget(ctx, known); err != nil {
			return err
		}
		return s.seedFakes(ctx, known)
	})
	if err != nil {
		return nil, err
	}
	return known, devfile.Save(path, known)
}

// person is a user of `parley dev`.
type person struct {
	login devfile.Login
	name  string
	role  account.Role
}

func (s *stack) people(known *credentials) []person {
	admin := person{known.Admin, "Admin", account.Admin}
	if !s.config.DevDemo {
		return []person{admin}
	}
	return []person{admin, {known.Agents[0], "Ines Duarte", account.Agent}, {known.Agents[1], "Ravi Menon", account.Agent}}
}

// seedUsers creates who is not there. If the credentials are new and the
// database is not, the users get the new passwords.
func seedUsers(ctx context.Context, st *store.Store, people []person, fresh bool) error {
	hasher := account.NewPasswords()
	for _, p := range people {
		found, err := st.UserByEmail(ctx, p.login.Email)
		absent := errors.Is(err, account.ErrNotFound)
		if err != nil && !absent {
			return err
		}
		if !absent && !fresh {
			continue
		}
		hash, err := hasher.Hash(ctx, p.login.Password)
		if err != nil {
			return fmt.Errorf("hash a password: %w", err)
		}
		if absent {
			_, err = st.CreateUser(ctx, account.NewUser{
				Profile: account.Profile{Email: p.login.Email, Name: p.name},
				Roles:   []account.Role{p.role}, PasswordHash: hash,
			})
		} else {
			err = st.SetPassword(ctx, found.ID, hash)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// seedKey creates the API key unless it works; earlier ones, that nobody knows
// any more, are revoked.
func seedKey(ctx context.Context, st *store.Store, known *credentials) error {
	_, err := st.APIKeyBySecret(ctx, known.APIKey)
	if !errors.Is(err, account.ErrNotFound) {
		return err
	}
	keys, err := st.ListAPIKeys(ctx)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Name == devKeyName && k.RevokedAt.IsZero() {
			if _, err := st.RevokeAPIKey(ctx, k.ID); err != nil {
				return err
			}
		}
	}
	_, known.APIKey, err = st.CreateAPIKey(ctx, devKeyName,
		[]account.Scope{account.ScopeIngest, account.ScopeSend, account.ScopeRead})
	return err
}

// seedInbox creates the inbox unless it is there. In a new one nothing was
// played yet.
func seedInbox(ctx context.Context, st *store.Store, known *credentials) error {
	inboxes, err := st.ListInboxes(ctx)
	if err != nil {
		return err
	}
	for _, inbox := range inboxes {
		if inbox.ID == known.InboxID || (known.InboxID == "" && inbox.Name == devInboxName) {
			known.InboxID = inbox.ID
			return nil
		}
	}
	inbox, err := st.CreateInbox(ctx, conversation.ChannelWebhook, conversation.InboxSettings{Name: devInboxName, Burst: 1})
	if err != nil {
		return err
	}
	known.InboxID, known.Played = inbox.ID, false
	return nil
}

// seedDemo imports the demo brand's FAQs and plays its conversation, once.
func (s *stack) seedDemo(ctx context.Context, known *credentials) error {
	if known.Played || !s.config.DevDemo {
		return nil
	}
	admin, err := demo.Login(ctx, s.url(), known.Admin.Email, known.Admin.Password)
	if err != nil {
		return err
	}
	agent, err := demo.Login(ctx, s.url(), known.Agents[0].Email, known.Agents[0].Password)
	if err != nil {
		return err
	}
	faqs, err := demo.FAQs()
	if err != nil {
		return err
	}
	script, err := demo.Script()
	if err != nil {
		return err
	}
	if err := s.steps.do("Demo FAQs", func() error {
		_, err := demo.Import(ctx, admin, faqs, func(int) {})
		return err
	}); err != nil {
		return err
	}
	if err := s.steps.do("Demo conversation", func() error {
		return demo.PlayScript(ctx, demo.NewClient(s.url(), known.APIKey), agent, known.InboxID, script)
	}); err != nil {
		return err
	}
	known.Played = true
	return devfile.Save(s.state.path(credentialsName), known)
}
