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

// WithArchive lets read look at everything, or at everything of one person, as it
// was at one instant: whatever changes meanwhile, what it reads fits together.
// contactID "" is for everything. It fails with conversation.ErrNotFound, or as
// read does.
func (s *Store) WithArchive(ctx context.Context, contactID string, read func(archive.Source) error) error {
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		a := &look{tx: tx}
		if err := a.begin(ctx, contactID); err != nil {
			return err
		}
		return read(a)
	})
	if err != nil {
		return fmt.Errorf("read archive: %w", err)
	}
	return nil
}

// look is an [archive.Source].
type look struct {
	tx     pgx.Tx
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
