package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// TakeLoginAttempt counts an attempt of a subject (an account or an address) to
// log in as a failure until it is forgiven. If limit failures lie within span
// already, it counts nothing and returns how long to wait for the next one,
// else 0. Counting before the password is looked at keeps parallel guesses
// within the limit too; refused attempts do not lengthen the wait.
func (s *Store) TakeLoginAttempt(ctx context.Context, subject string, limit int, span time.Duration) (wait time.Duration, err error) {
	args := pgx.NamedArgs{"subject": subject, "limit": limit, "span": span}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockLoginSubject, args); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, insertLoginFailure, args)
		if err != nil || tag.RowsAffected() > 0 {
			return err
		}
		return tx.QueryRow(ctx, selectLoginWait, args).Scan(&wait)
	})
	if err != nil {
		return 0, fmt.Errorf("take login attempt: %w", err)
	}
	return wait, nil
}

const lockLoginSubject = `SELECT pg_advisory_xact_lock(hashtextextended(@subject, 0))`

const insertLoginFailure = `
INSERT INTO login_failures (subject, at)
SELECT @subject, clock_timestamp()
WHERE (SELECT count(*) FROM login_failures
       WHERE subject = @subject AND at > clock_timestamp() - @span::interval) < @limit`

const selectLoginWait = `
SELECT greatest(min(at) + @span::interval - clock_timestamp(), interval '1 second')
FROM login_failures WHERE subject = @subject AND at > clock_timestamp() - @span::interval`

// ForgiveLoginAttempt takes back the subject's latest attempt: it was no
// failure. For an address, from which others may be guessing.
func (s *Store) ForgiveLoginAttempt(ctx context.Context, subject string) error {
	if _, err := s.pool.Exec(ctx, deleteLatestLoginFailure, pgx.NamedArgs{"subject": subject}); err != nil {
		return fmt.Errorf("forgive login attempt: %w", err)
	}
	return nil
}

const deleteLatestLoginFailure = `
DELETE FROM login_failures WHERE ctid = (
	SELECT ctid FROM login_failures WHERE subject = @subject ORDER BY at DESC LIMIT 1 FOR UPDATE
)`

// ForgiveLoginAttempts takes back all attempts of a subject. For an account
// whose password was right.
func (s *Store) ForgiveLoginAttempts(ctx context.Context, subject string) error {
	if _, err := s.pool.Exec(ctx, deleteLoginFailures, pgx.NamedArgs{"subject": subject}); err != nil {
		return fmt.Errorf("forgive login attempts: %w", err)
	}
	return nil
}

const deleteLoginFailures = `DELETE FROM login_failures WHERE subject = @subject`

// PruneLoginAttempts deletes failures older than age and returns how many.
func (s *Store) PruneLoginAttempts(ctx context.Context, age time.Duration) (int64, error) {
	tag, err := s.pool.Exec(ctx, pruneLoginFailures, pgx.NamedArgs{"age": age})
	if err != nil {
		return 0, fmt.Errorf("prune login attempts: %w", err)
	}
	return tag.RowsAffected(), nil
}

const pruneLoginFailures = `DELETE FROM login_failures WHERE at < now() - @age::interval`
