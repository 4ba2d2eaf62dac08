package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// ActivateFAQ lets a draft answer end users; an active FAQ stays as it is. by is
// the user who activates, "" for an API key; mayOwn says that they may activate
// what they edited last themselves. It fails with faq.ErrNotFound, with
// faq.ErrArchived if it must be restored first, with faq.ErrOwnEdit, and with
// faq.ErrIncomplete if it has no answer.
func (s *Store) ActivateFAQ(ctx context.Context, id, by string, mayOwn bool) (faq.FAQ, error) {
	f, err := s.setFAQStatus(ctx, id, faq.Active, func(f faq.FAQ) (bool, error) {
		switch {
		case f.Status == faq.Archived:
			return false, faq.ErrArchived
		case f.Status == faq.Active:
			return false, nil
		case !mayOwn && by != "" && f.EditedBy == by:
			return false, faq.ErrOwnEdit
		default:
			return true, nil
		}
	})
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("activate FAQ: %w", err)
	}
	return f, nil
}

// ArchiveFAQ takes an FAQ out of use; an archived one stays as it is. It fails
// with faq.ErrNotFound.
func (s *Store) ArchiveFAQ(ctx context.Context, id string) (faq.FAQ, error) {
	f, err := s.setFAQStatus(ctx, id, faq.Archived, func(f faq.FAQ) (bool, error) {
		return f.Status != faq.Archived, nil
	})
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("archive FAQ: %w", err)
	}
	return f, nil
}

// RestoreFAQ makes an archived FAQ a draft; any other stays as it is. It fails
// with faq.ErrNotFound.
func (s *Store) RestoreFAQ(ctx context.Context, id string) (faq.FAQ, error) {
	f, err := s.setFAQStatus(ctx, id, faq.Draft, func(f faq.FAQ) (bool, error) {
		return f.Status == faq.Archived, nil
	})
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("restore FAQ: %w", err)
	}
	return f, nil
}

// setFAQStatus gives an FAQ another status if may says so of it as it is now,
// and returns it, changed or not.
func (s *Store) setFAQStatus(ctx context.Context, id string, to faq.Status, may func(faq.FAQ) (bool, error)) (faq.FAQ, error) {
	var f faq.FAQ
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockFAQ, pgx.NamedArgs{"id": id}); err != nil {
			return err
		}
		var err error
		if f, err = selectOneFAQ(ctx, tx, id); err != nil {
			return err
		}
		from := f.Status
		if change, err := may(f); err != nil || !change {
			return err
		}
		if _, err := tx.Exec(ctx, updateFAQStatus, pgx.NamedArgs{"id": id, "to": to}); err != nil {
			return incomplete(err)
		}
		if f, err = selectOneFAQ(ctx, tx, id); err != nil {
			return err
		}
		if from != faq.Active && to != faq.Active {
			return nil
		}
		return bumpRevision(ctx, tx)
	})
	return f, err
}

const lockFAQ = `SELECT FROM faqs WHERE id = @id FOR UPDATE`

const updateFAQStatus = `
UPDATE faqs SET status = @to, version = version + 1, updated_at = now() WHERE id = @id`
