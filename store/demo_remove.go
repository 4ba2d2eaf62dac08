package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// BeginDemoRemoval takes the demo's FAQs away and stops its inbox, in one
// transaction. FAQs that somebody changed stay as they are; those that answered
// customers of other inboxes are archived. Begun already, it does the same for
// what is left.
func (s *Store) BeginDemoRemoval(ctx context.Context) (conversation.Demo, error) {
	var d conversation.Demo
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		// What an import has just made is known before any of it is taken.
		if err := noteDemoFAQs(ctx, tx); err != nil {
			return err
		}
		for _, statement := range []string{stopDemo, stopDemoInbox, lockDemoFAQs, archiveDemoFAQs, deleteDemoFAQs} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		if err := bumpRevision(ctx, tx); err != nil {
			return err
		}
		var err error
		d, err = readDemo(ctx, tx)
		return err
	})
	if err != nil {
		return conversation.Demo{}, fmt.Errorf("begin to remove demo: %w", err)
	}
	return d, nil
}

const stopDemo = `UPDATE demo SET removing_at = coalesce(removing_at, now())`

const stopDemoInbox = `
UPDATE inboxes SET state = 'disabled', state_reason = 'The demo data is being removed.'
WHERE id = (SELECT inbox_id FROM demo) AND state <> 'disabled'`

const lockDemoFAQs = `SELECT FROM faqs WHERE id IN (SELECT faq_id FROM demo_faqs) ORDER BY id FOR UPDATE`

const archiveDemoFAQs = `
UPDATE faqs f SET status = 'archived', version = f.version + 1, updated_at = now()
FROM demo_faqs d
WHERE f.id = d.faq_id AND f.status <> 'archived' AND d.said = ` + saidByFAQ + ` AND ` + answeredOthers

const deleteDemoFAQs = `
DELETE FROM faqs f USING demo_faqs d
WHERE f.id = d.faq_id AND d.said = ` + saidByFAQ + ` AND NOT ` + answeredOthers

// DemoContacts returns who is known from the demo's inbox and from no other.
func (s *Store) DemoContacts(ctx context.Context) ([]string, error) {
	rows, err := s.pool.Query(ctx, demoContacts)
	if err != nil {
		return nil, fmt.Errorf("read demo contacts: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read demo contacts: %w", err)
	}
	return ids, nil
}

const demoContacts = `
SELECT DISTINCT coalesce(k.merged_into, k.id)
FROM contact_identities i JOIN contacts k ON k.id = i.contact_id
WHERE i.inbox_id = (SELECT inbox_id FROM demo)
  AND NOT EXISTS (SELECT FROM contact_identities o WHERE o.contact_id = k.id AND o.inbox_id <> i.inbox_id)`

// EndDemoRemoval takes the inbox away, with what reports counted in it and the
// import of its FAQs, once nobody is known from it any more, and reports whether it
// was time. An inbox that something else was made with, such as a campaign, stays,
// and is stopped.
func (s *Store) EndDemoRemoval(ctx context.Context) (bool, error) {
	over := false
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockDemo); err != nil {
			return err
		}
		var inbox string
		err := tx.QueryRow(ctx, emptyDemo).Scan(&inbox)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		// Whoever counts at this moment would leave numbers behind.
		if err := tx.QueryRow(ctx, holdProgress).Scan(new(bool)); errors.Is(err, pgx.ErrNoRows) {
			return nil
		} else if err != nil {
			return err
		}
		over = true
		for _, statement := range []string{forgetDemoImport, forgetDemoFAQs, forgetDemo} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, deleteDemoCells, inbox); err != nil {
			return err
		}
		err = pgx.BeginFunc(ctx, tx, func(inner pgx.Tx) error {
			_, err := inner.Exec(ctx, deleteDemoInbox, inbox)
			return err
		})
		if foreignKey(err) {
			_, err = tx.Exec(ctx, keepDemoInbox, inbox)
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("end to remove demo: %w", err)
	}
	return over, nil
}

// emptyDemo is the inbox of a demo that is being removed and has nobody left.
const emptyDemo = `
SELECT d.inbox_id FROM demo d
WHERE d.removing_at IS NOT NULL AND NOT EXISTS (` + demoContacts + `)`

const (
	holdProgress = `SELECT one FROM report_progress FOR UPDATE SKIP LOCKED`
	// forgetDemoImport leaves one alone that is still being stopped.
	forgetDemoImport = `DELETE FROM imports WHERE id = (SELECT import_id FROM demo) AND status = 'done'`
	forgetDemoFAQs   = `DELETE FROM demo_faqs`
	forgetDemo       = `DELETE FROM demo`
	deleteDemoCells  = `DELETE FROM report_cells WHERE inbox_id = $1`
	deleteDemoInbox  = `DELETE FROM inboxes WHERE id = $1`
	keepDemoInbox    = `UPDATE inboxes SET state_reason = 'The demo data was removed.' WHERE id = $1`
)
