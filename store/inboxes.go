package store

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// CreateInbox stores an inbox with a new signing secret, which is in the
// returned Secrets. It fails with conversation.ErrAccountTaken, and with
// conversation.ErrNoSecretKeys if there are credentials and nothing to seal them
// with.
func (s *Store) CreateInbox(ctx context.Context, channel conversation.Channel, in conversation.InboxSettings) (conversation.Inbox, error) {
	var created conversation.Inbox
	err := s.inTx(ctx, func(tx pgx.Tx) (err error) {
		created, err = s.createInbox(ctx, tx, channel, in)
		return err
	})
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("create inbox: %w", accountTaken(err))
	}
	return created, nil
}

func (s *Store) createInbox(ctx context.Context, tx pgx.Tx, channel conversation.Channel, in conversation.InboxSettings) (conversation.Inbox, error) {
	inbox := conversation.Inbox{
		Name: in.Name, Channel: channel, Account: in.Account, Secrets: []string{newWebhookSecret()}, Credentials: in.Credentials,
	}
	// The id is part of what is sealed.
	if err := tx.QueryRow(ctx, newInboxID).Scan(&inbox.ID); err != nil {
		return conversation.Inbox{}, err
	}
	stored, err := s.keys.lock(inbox)
	if err != nil {
		return conversation.Inbox{}, err
	}
	args := settingsArgs(in)
	args["id"], args["channel"], args["account"] = inbox.ID, channel, in.Account
	args["secrets"], args["credentials"] = stored.Secrets, stored.Credentials
	return s.inbox(ctx, tx, insertInbox, args)
}

const newInboxID = `SELECT gen_random_uuid()::text`

const inboxColumns = `id, name, channel, account, account_name, config, credentials, checked_at, check_problem, needs_reauth,
	delivery_url, secrets, state, state_reason, rate_per_second, burst,
	last_inbound_at, last_outbound_at, last_failure_at, last_failure, conflicts, created_at`

const insertInbox = `
INSERT INTO inboxes (id, name, channel, account, config, credentials, delivery_url, secrets, rate_per_second, burst, tokens)
VALUES (@id, @name, @channel, @account, @config, @credentials, @delivery_url, @secrets, @rate, @burst, @burst)
RETURNING ` + inboxColumns

// GetInbox returns an inbox or conversation.ErrNotFound. One whose secrets do not
// open is returned without them, and Locked.
func (s *Store) GetInbox(ctx context.Context, id string) (conversation.Inbox, error) {
	inbox, err := s.inbox(ctx, s.pool, selectInbox, pgx.NamedArgs{"id": id})
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("get inbox: %w", err)
	}
	return inbox, nil
}

const selectInbox = `SELECT ` + inboxColumns + ` FROM inboxes WHERE id = @id`

// ListInboxes returns all inboxes by name.
func (s *Store) ListInboxes(ctx context.Context) ([]conversation.Inbox, error) {
	inboxes, err := s.inboxes(ctx, listInboxes, pgx.NamedArgs{})
	if err != nil {
		return nil, fmt.Errorf("list inboxes: %w", err)
	}
	return inboxes, nil
}

const listInboxes = `SELECT ` + inboxColumns + ` FROM inboxes ORDER BY lower(name), id`

// InboxesOf returns the inboxes of a channel that have one of these accounts.
func (s *Store) InboxesOf(ctx context.Context, channel conversation.Channel, accounts []string) ([]conversation.Inbox, error) {
	inboxes, err := s.inboxes(ctx, inboxesOf, pgx.NamedArgs{"channel": channel, "accounts": accounts})
	if err != nil {
		return nil, fmt.Errorf("find inboxes by account: %w", err)
	}
	return inboxes, nil
}

const inboxesOf = `
SELECT ` + inboxColumns + ` FROM inboxes
WHERE channel = @channel AND account = ANY(@accounts) AND account <> '' ORDER BY id`

// DisableInbox stops deliveries and says why; messages are still taken in. It
// fails with conversation.ErrNotFound.
func (s *Store) DisableInbox(ctx context.Context, id, reason string) (conversation.Inbox, error) {
	return s.setInboxState(ctx, id, conversation.InboxDisabled, reason)
}

// EnableInbox lets an inbox deliver again. It fails with
// conversation.ErrNotFound.
func (s *Store) EnableInbox(ctx context.Context, id string) (conversation.Inbox, error) {
	return s.setInboxState(ctx, id, conversation.InboxActive, "")
}

func (s *Store) setInboxState(ctx context.Context, id string, state conversation.InboxState, reason string) (conversation.Inbox, error) {
	inbox, err := s.inbox(ctx, s.pool, updateInboxState, pgx.NamedArgs{"id": id, "state": state, "reason": reason})
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("set inbox state: %w", err)
	}
	return inbox, nil
}

const updateInboxState = `
UPDATE inboxes SET state = @state, state_reason = @reason WHERE id = @id RETURNING ` + inboxColumns

// newWebhookSecret is a secret in the form of Standard Webhooks.
func newWebhookSecret() string {
	return "whsec_" + base64.StdEncoding.EncodeToString(randomBytes())
}

func settingsArgs(in conversation.InboxSettings) pgx.NamedArgs {
	config := in.Config
	if config == nil {
		config = map[string]string{}
	}
	return pgx.NamedArgs{
		"name": in.Name, "delivery_url": nullID(in.DeliveryURL), "rate": in.RatePerSecond, "burst": max(in.Burst, 1), "config": config,
	}
}

// accountTaken names the violation of the key on accounts.
func accountTaken(err error) error {
	if violates(err, "inboxes_account") {
		return conversation.ErrAccountTaken
	}
	return err
}

// inbox runs a query that returns one inbox.
func (s *Store) inbox(ctx context.Context, q querier, query string, args pgx.NamedArgs) (conversation.Inbox, error) {
	rows, err := q.Query(ctx, query, args)
	if err != nil {
		return conversation.Inbox{}, err
	}
	inbox, err := pgx.CollectExactlyOneRow(rows, s.scanInbox)
	if errors.Is(err, pgx.ErrNoRows) {
		return conversation.Inbox{}, conversation.ErrNotFound
	}
	return inbox, err
}

func (s *Store) inboxes(ctx context.Context, query string, args pgx.NamedArgs) ([]conversation.Inbox, error) {
	rows, err := s.pool.Query(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, s.scanInbox)
}

type inboxRow struct {
	ID             string
	Name           string
	Channel        conversation.Channel
	Account        string
	AccountName    string
	Config         map[string]string
	Credentials    string
	CheckedAt      *time.Time
	CheckProblem   string
	NeedsReauth    bool
	DeliveryURL    *string
	Secrets        []string
	State          conversation.InboxState
	StateReason    string
	RatePerSecond  float64
	Burst          float64
	LastInboundAt  *time.Time
	LastOutboundAt *time.Time
	LastFailureAt  *time.Time
	LastFailure    string
	Conflicts      int64
	CreatedAt      time.Time
}

func (s *Store) scanInbox(row pgx.CollectableRow) (conversation.Inbox, error) {
	r, err := pgx.RowToStructByName[inboxRow](row)
	if err != nil {
		return conversation.Inbox{}, err
	}
	if len(r.Config) == 0 {
		r.Config = nil
	}
	inbox := conversation.Inbox{
		ID: r.ID, Name: r.Name, Channel: r.Channel, Account: r.Account, AccountName: r.AccountName, Config: r.Config,
		CheckedAt: instant(r.CheckedAt), CheckProblem: r.CheckProblem, NeedsReauth: r.NeedsReauth, DeliveryURL: text(r.DeliveryURL),
		State: r.State, StateReason: r.StateReason, RatePerSecond: r.RatePerSecond, Burst: r.Burst,
		LastInboundAt: instant(r.LastInboundAt), LastOutboundAt: instant(r.LastOutboundAt),
		LastFailureAt: instant(r.LastFailureAt), LastFailure: r.LastFailure,
		Conflicts: r.Conflicts, CreatedAt: r.CreatedAt.UTC(),
	}
	s.keys.unlock(&inbox, inboxSecrets{Secrets: r.Secrets, Credentials: r.Credentials})
	return inbox, nil
}
