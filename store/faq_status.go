package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// ActivateFAQ lets a draft answer end users; an active FAQ stays as it is. It
// fails with faq.ErrNotFound, and with faq.ErrArchived if it must be restored
// first.
func (s *Store) ActivateFAQ(ctx context.Context, id string) (faq.FAQ, error) {
	f, err := s.setFAQStatus(ctx, id, faq.Active, faq.Draft)
	if err == nil && f.Status == faq.Archived {
		err = faq.ErrArchived
	}
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("activate FAQ: %w", err)
	}
	return f, nil
}

// ArchiveFAQ takes an FAQ out of use; an archived one stays as it is. It fails
// with faq.ErrNotFound.
func (s *Store) ArchiveFAQ(ctx context.Context, id string) (faq.FAQ, error) {
	f, err := s.setFAQStatus(ctx, id, faq.Archived, faq.Draft, faq.Active)
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("archive FAQ: %w", err)
	}
	return f, nil
}

// RestoreFAQ makes an archived FAQ a draft; any other stays as it is. It fails
// with faq.ErrNotFound.
func (s *Store) RestoreFAQ(ctx context.Context, id string) (faq.FAQ, error) {
	f, err := s.setFAQStatus(ctx, id, faq.Draft, faq.Archived)
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("restore FAQ: %w", err)
	}
	return f, nil
}

// setFAQStatus moves an FAQ from one of some statuses to another, and returns
// it, moved or not.
func (s *Store) setFAQStatus(ctx context.Context, id string, to faq.Status, from ...faq.Status) (faq.FAQ, error) {
	_, err := s.pool.Exec(ctx, updateFAQStatus, pgx.NamedArgs{"id": id, "to": to, "from": from})
	if err != nil {
		return faq.FAQ{}, err
	}
	return selectOneFAQ(ctx, s.pool, id)
}

const updateFAQStatus = `
UPDATE faqs SET status = @to, version = version + 1, updated_at = now() WHERE id = @id AND status = ANY (@from)`
