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
// returned Secrets.
func (s *Store) CreateInbox(ctx context.Context, channel conversation.Channel, in conversation.InboxSettings) (conversation.Inbox, error) {
	args := settingsArgs(in)
	args["channel"], args["secret"] = channel, newWebhookSecret()
	inbox, err := s.inbox(ctx, insertInbox, args)
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("create inbox: %w", err)
	}
	return inbox, nil
}

const inboxColumns = `id, name, channel, delivery_url, secrets, state, state_reason, rate_per_second, burst,
	last_inbound_at, last_failure_at, last_failure, conflicts, created_at`

const insertInbox = `
INSERT INTO inboxes (id, name, channel, delivery_url, secrets, rate_per_second, burst, tokens)
VALUES (gen_random_uuid(), @name, @channel, @delivery_url, ARRAY[@secret::text], @rate, @burst, @burst)
RETURNING ` + inboxColumns

// GetInbox returns an inbox or conversation.ErrNotFound.
func (s *Store) GetInbox(ctx context.Context, id string) (conversation.Inbox, error) {
	inbox, err := s.inbox(ctx, selectInbox, pgx.NamedArgs{"id": id})
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("get inbox: %w", err)
	}
	return inbox, nil
}

const selectInbox = `SELECT ` + inboxColumns + ` FROM inboxes WHERE id = @id`

// ListInboxes returns all inboxes by name.
func (s *Store) ListInboxes(ctx context.Context) ([]conversation.Inbox, error) {
	rows, err := s.pool.Query(ctx, listInboxes)
	if err != nil {
		return nil, fmt.Errorf("list inboxes: %w", err)
	}
	inboxes, err := pgx.CollectRows(rows, scanInbox)
	if err != nil {
		return nil, fmt.Errorf("list inboxes: %w", err)
	}
	return inboxes, nil
}

const listInboxes = `SELECT ` + inboxColumns + ` FROM inboxes ORDER BY lower(name), id`

// UpdateInbox replaces an inbox's settings. It fails with
// conversation.ErrNotFound.
func (s *Store) UpdateInbox(ctx context.Context, id string, in conversation.InboxSettings) (conversation.Inbox, error) {
	args := settingsArgs(in)
	args["id"] = id
	inbox, err := s.inbox(ctx, updateInbox, args)
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("update inbox: %w", err)
	}
	return inbox, nil
}

const updateInbox = `
UPDATE inboxes SET name = @name, delivery_url = @delivery_url, rate_per_second = @rate, burst = @burst,
       tokens = least(tokens, @burst)
WHERE id = @id RETURNING ` + inboxColumns

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
	inbox, err := s.inbox(ctx, updateInboxState, pgx.NamedArgs{"id": id, "state": state, "reason": reason})
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("set inbox state: %w", err)
	}
	return inbox, nil
}

const updateInboxState = `
UPDATE inboxes SET state = @state, state_reason = @reason WHERE id = @id RETURNING ` + inboxColumns

// RotateInboxSecret puts a new signing secret before the newest one and drops
// older ones, so that the other side has time to change over. It fails with
// conversation.ErrNotFound.
func (s *Store) RotateInboxSecret(ctx context.Context, id string) (conversation.Inbox, error) {
	inbox, err := s.inbox(ctx, rotateInboxSecret, pgx.NamedArgs{"id": id, "secret": newWebhookSecret()})
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("rotate inbox secret: %w", err)
	}
	return inbox, nil
}

const rotateInboxSecret = `
UPDATE inboxes SET secrets = ARRAY[@secret::text, secrets[1]] WHERE id = @id RETURNING ` + inboxColumns

// DropOldInboxSecret ends a rotation: only the newest secret stays. It fails
// with conversation.ErrNotFound.
func (s *Store) DropOldInboxSecret(ctx context.Context, id string) (conversation.Inbox, error) {
	inbox, err := s.inbox(ctx, dropOldInboxSecret, pgx.NamedArgs{"id": id})
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("drop old inbox secret: %w", err)
	}
	return inbox, nil
}

const dropOldInboxSecret = `UPDATE inboxes SET secrets = secrets[1:1] WHERE id = @id RETURNING ` + inboxColumns

// newWebhookSecret is a secret in the form of Standard Webhooks.
func newWebhookSecret() string {
	return "whsec_" + base64.StdEncoding.EncodeToString(randomBytes())
}

func settingsArgs(in conversation.InboxSettings) pgx.NamedArgs {
	return pgx.NamedArgs{
		"name": in.Name, "delivery_url": nullID(in.DeliveryURL), "rate": in.RatePerSecond, "burst": max(in.Burst, 1),
	}
}

// inbox runs a query that returns one inbox.
func (s *Store) inbox(ctx context.Context, query string, args pgx.NamedArgs) (conversation.Inbox, error) {
	rows, err := s.pool.Query(ctx, query, args)
	if err != nil {
		return conversation.Inbox{}, err
	}
	inbox, err := pgx.CollectExactlyOneRow(rows, scanInbox)
	if errors.Is(err, pgx.ErrNoRows) {
		return conversation.Inbox{}, conversation.ErrNotFound
	}
	return inbox, err
}

type inboxRow struct {
	ID            string
	Name          string
	Channel       conversation.Channel
	DeliveryURL   *string
	Secrets       []string
	State         conversation.InboxState
	StateReason   string
	RatePerSecond float64
	Burst         float64
	LastInboundAt *time.Time
	LastFailureAt *time.Time
	LastFailure   string
	Conflicts     int64
	CreatedAt     time.Time
}

func scanInbox(row pgx.CollectableRow) (conversation.Inbox, error) {
	r, err := pgx.RowToStructByName[inboxRow](row)
	return conversation.Inbox{
		ID: r.ID, Name: r.Name, Channel: r.Channel, DeliveryURL: text(r.DeliveryURL), Secrets: r.Secrets,
		State: r.State, StateReason: r.StateReason, RatePerSecond: r.RatePerSecond, Burst: r.Burst,
		LastInboundAt: instant(r.LastInboundAt), LastFailureAt: instant(r.LastFailureAt), LastFailure: r.LastFailure,
		Conflicts: r.Conflicts, CreatedAt: r.CreatedAt.UTC(),
	}, err
}
