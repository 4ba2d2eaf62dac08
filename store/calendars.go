package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/schedule"
)

// ListCalendars returns every calendar by name.
func (s *Store) ListCalendars(ctx context.Context) ([]schedule.Calendar, error) {
	rows, err := s.pool.Query(ctx, listCalendars)
	if err != nil {
		return nil, fmt.Errorf("list calendars: %w", err)
	}
	calendars, err := pgx.CollectRows(rows, scanCalendar)
	if err != nil {
		return nil, fmt.Errorf("list calendars: %w", err)
	}
	return calendars, nil
}

// GetCalendar returns a calendar or responder.ErrNotFound.
func (s *Store) GetCalendar(ctx context.Context, id string) (schedule.Calendar, error) {
	c, err := oneCalendar(ctx, s.pool, selectCalendar, pgx.NamedArgs{"id": id})
	if err != nil {
		return schedule.Calendar{}, fmt.Errorf("get calendar: %w", err)
	}
	return c, nil
}

// CreateCalendar stores a calendar; id and instants are set by the store. by is
// the user, "" for an API key. It does not validate it.
func (s *Store) CreateCalendar(ctx context.Context, c schedule.Calendar, by string) (schedule.Calendar, error) {
	args, err := calendarArgs(uuid.Must(uuid.NewV7()).String(), c, by)
	if err != nil {
		return schedule.Calendar{}, fmt.Errorf("create calendar: %w", err)
	}
	created, err := oneCalendar(ctx, s.pool, insertCalendar, args)
	if err != nil {
		return schedule.Calendar{}, fmt.Errorf("create calendar: %w", err)
	}
	return created, nil
}

const insertCalendar = `
INSERT INTO calendars AS c (id, name, zone, open, holidays, edited_by)
VALUES (@id, @name, @zone, @open, @holidays, @by)
RETURNING ` + calendarColumns

// UpdateCalendar replaces what the calendar with c's id says. version is the one
// that was changed. It fails with responder.ErrNotFound and faq.ErrChanged.
func (s *Store) UpdateCalendar(ctx context.Context, c schedule.Calendar, by string, version int64) (schedule.Calendar, error) {
	args, err := calendarArgs(c.ID, c, by)
	if err != nil {
		return schedule.Calendar{}, fmt.Errorf("update calendar: %w", err)
	}
	var updated schedule.Calendar
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := oneCalendar(ctx, tx, selectCalendarForUpdate, pgx.NamedArgs{"id": c.ID})
		if err != nil {
			return err
		}
		if now.Version != version {
			return faq.ErrChanged
		}
		updated, err = oneCalendar(ctx, tx, updateCalendar, args)
		return err
	})
	if err != nil {
		return schedule.Calendar{}, fmt.Errorf("update calendar: %w", err)
	}
	return updated, nil
}

const selectCalendarForUpdate = selectCalendar + ` FOR UPDATE`

const updateCalendar = `
UPDATE calendars c
SET name = @name, zone = @zone, open = @open, holidays = @holidays, edited_by = @by,
    version = version + 1, updated_at = now()
WHERE id = @id
RETURNING ` + calendarColumns

// DeleteCalendar deletes a calendar. It fails with responder.ErrNotFound, and
// with a *responder.InUseError while a quick reply goes by it, in any status.
func (s *Store) DeleteCalendar(ctx context.Context, id string) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		// The lock keeps a quick reply from choosing it meanwhile.
		if _, err := oneCalendar(ctx, tx, selectCalendarForUpdate, pgx.NamedArgs{"id": id}); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, listCalendarUsers, pgx.NamedArgs{"id": id})
		if err != nil {
			return err
		}
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		if len(names) > 0 {
			return &responder.InUseError{By: names}
		}
		_, err = tx.Exec(ctx, deleteCalendar, pgx.NamedArgs{"id": id})
		return err
	})
	if err != nil {
		return fmt.Errorf("delete calendar: %w", err)
	}
	return nil
}

const listCalendarUsers = `SELECT name FROM quick_replies WHERE calendar_id = @id ORDER BY position, id`

const deleteCalendar = `DELETE FROM calendars WHERE id = @id`

// calendarColumns have names of their own: they are read beside those of a quick
// reply.
const calendarColumns = `c.id AS calendar, c.name AS calendar_name, c.zone, c.open, c.holidays,
	c.edited_by AS calendar_edited_by, c.version AS calendar_version,
	c.created_at AS calendar_created_at, c.updated_at AS calendar_updated_at`

const listCalendars = `SELECT ` + calendarColumns + ` FROM calendars c ORDER BY lower(c.name), c.id`

const selectCalendar = `SELECT ` + calendarColumns + ` FROM calendars c WHERE c.id = @id`

// calendarRow has pointers where an outer join leaves NULL.
type calendarRow struct {
	Calendar          *string
	CalendarName      *string
	Zone              *string
	Open              []byte
	Holidays          []byte
	CalendarEditedBy  *string
	CalendarVersion   *int64
	CalendarCreatedAt *time.Time
	CalendarUpdatedAt *time.Time
}

func (r calendarRow) calendar() (schedule.Calendar, error) {
	c := schedule.Calendar{
		ID: text(r.Calendar), Name: text(r.CalendarName), Zone: text(r.Zone), EditedBy: text(r.CalendarEditedBy),
		Version: *r.CalendarVersion, CreatedAt: instant(r.CalendarCreatedAt), UpdatedAt: instant(r.CalendarUpdatedAt),
	}
	if err := decode("hours", c.ID, r.Open, &c.Open); err != nil {
		return schedule.Calendar{}, err
	}
	return c, decode("holidays", c.ID, r.Holidays, &c.Holidays)
}

func scanCalendar(row pgx.CollectableRow) (schedule.Calendar, error) {
	r, err := pgx.RowToStructByName[calendarRow](row)
	if err != nil {
		return schedule.Calendar{}, err
	}
	return r.calendar()
}

// oneCalendar fails with responder.ErrNotFound if a statement returns no row.
func oneCalendar(ctx context.Context, q rowsQuerier, sql string, args pgx.NamedArgs) (schedule.Calendar, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return schedule.Calendar{}, err
	}
	c, err := pgx.CollectExactlyOneRow(rows, scanCalendar)
	if errors.Is(err, pgx.ErrNoRows) {
		err = responder.ErrNotFound
	}
	return c, err
}

func calendarArgs(id string, c schedule.Calendar, by string) (pgx.NamedArgs, error) {
	open, err := json.Marshal(nonNil(c.Open))
	if err != nil {
		return nil, fmt.Errorf("encode hours: %w", err)
	}
	holidays, err := json.Marshal(nonNil(c.Holidays))
	if err != nil {
		return nil, fmt.Errorf("encode holidays: %w", err)
	}
	return pgx.NamedArgs{
		"id": id, "name": c.Name, "zone": c.Zone, "open": open, "holidays": holidays, "by": nullID(by),
	}, nil
}
