package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/archive"
	"github.com/parleyhq/parley/conversation"
)

// longestLook is how long a look may last: while it does, vacuum keeps what has died
// since. Rows are read at some 40,000 a second on two busy cores.
const longestLook = 2 * time.Hour

// ErrLongLook says that reading rows took so long that others would suffer.
var ErrLongLook = errors.New("the rows took longer to read than a look at one instant may last")

// WithArchive lets read look at everything, or at everything of one person, as it
// was at one instant: whatever changes meanwhile, what it reads fits together. It
// holds one transaction until read is over with it, two hours at most; it locks
// nothing that others want. contactID "" is for everything. It fails with
// conversation.ErrNotFound, ErrLongLook, or as read does.
func (s *Store) WithArchive(ctx context.Context, contactID string, read func(archive.Source) error) error {
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return fmt.Errorf("read archive: %w", err)
	}
	// It is over already where read has said so; nothing was written.
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	a := &look{tx: tx, until: time.Now().Add(longestLook)}
	if err := a.begin(ctx, contactID); err != nil {
		return fmt.Errorf("read archive: %w", err)
	}
	if err := read(a); err != nil {
		return fmt.Errorf("read archive: %w", err)
	}
	return nil
}

// look is an [archive.Source].
type look struct {
	tx     pgx.Tx
	until  time.Time
	taken  time.Time
	person string
}

func (a *look) begin(ctx context.Context, contactID string) error {
	if _, err := a.tx.Exec(ctx, archiveAtLeisure); err != nil {
		return err
	}
	if err := a.tx.QueryRow(ctx, archiveTaken).Scan(&a.taken); err != nil {
		return err
	}
	if contactID == "" {
		return nil
	}
	err := a.tx.QueryRow(ctx, archivePerson, contactID).Scan(&a.person)
	if errors.Is(err, pgx.ErrNoRows) {
		return conversation.ErrNotFound
	}
	return err
}

const archiveAtLeisure = `
SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`

const archiveTaken = `SELECT transaction_timestamp()`

const archivePerson = `SELECT coalesce(merged_into, id)::text FROM contacts WHERE id = $1`

// TakenAt is the instant that it shows.
func (a *look) TakenAt() time.Time { return a.taken.UTC() }

// ContactID is whose it is, "" for everything.
func (a *look) ContactID() string { return a.person }

// Sets are the names of what it holds.
func (a *look) Sets() []string {
	var names []string
	for _, d := range datasets() {
		if a.person == "" || d.person != "" {
			names = append(names, d.name)
		}
	}
	return names
}

// Rows reads a set, each row as a JSON object.
func (a *look) Rows(ctx context.Context, set string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		ctx, cancel := context.WithDeadlineCause(ctx, a.until, ErrLongLook)
		defer cancel()
		rows, err := a.tx.Query(ctx, a.query(set), pgx.NamedArgs{"id": a.person})
		if err != nil {
			yield(nil, fmt.Errorf("export %s: %w", set, err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			if raw := rows.RawValues(); !yield(raw[0], nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			if errors.Is(context.Cause(ctx), ErrLongLook) {
				err = ErrLongLook
			}
			yield(nil, fmt.Errorf("export %s: %w", set, err))
		}
	}
}

func (a *look) query(set string) string {
	for _, d := range datasets() {
		if d.name != set {
			continue
		}
		where := ""
		if a.person != "" {
			where = " WHERE " + d.person + " ORDER BY 1, 2"
		}
		return "SELECT row_to_json(r)::text FROM (SELECT " + strings.TrimSpace(d.columns) + where + ") r"
	}
	return ""
}

// Over ends the look.
func (a *look) Over(ctx context.Context) error {
	if err := a.tx.Rollback(ctx); err != nil {
		return fmt.Errorf("end the look: %w", err)
	}
	return nil
}

// Files returns the stored files, in the order of their ids.
func (a *look) Files(ctx context.Context) ([]conversation.File, error) {
	where := ""
	if a.person != "" {
		where = " AND " + archivedFiles
	}
	rows, err := a.tx.Query(ctx, "SELECT "+fileColumns+" FROM attachments t WHERE state = 'stored'"+where+" ORDER BY id",
		pgx.NamedArgs{"id": a.person})
	if err != nil {
		return nil, fmt.Errorf("list files to export: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanFile)
	if err != nil {
		return nil, fmt.Errorf("list files to export: %w", err)
	}
	return found, nil
}
