package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/schedule"
)

// quickReply creates one.
func (b bundle) quickReply(t *testing.T, when schedule.When, status faq.Status) responder.QuickReply {
	t.Helper()
	q, err := b.CreateQuickReply(t.Context(), responder.QuickReply{
		Name: "Closed", Text: "We are closed.", Status: status, When: when,
	}, editor)
	require.NoError(t, err)
	return q
}

// calendar creates one with hours and a holiday.
func (b bundle) calendar(t *testing.T, name string) schedule.Calendar {
	t.Helper()
	christmas, err := schedule.ParseDate("2026-12-25")
	require.NoError(t, err)
	nine, err := schedule.ParseMinute("09:00")
	require.NoError(t, err)
	five, err := schedule.ParseMinute("17:00")
	require.NoError(t, err)
	c, err := b.CreateCalendar(t.Context(), schedule.Calendar{
		Name: name, Zone: "Asia/Kolkata",
		Open:     []schedule.Interval{{Day: time.Monday, From: nine, To: five}},
		Holidays: []schedule.Holiday{{Date: christmas, Name: "Christmas", Open: []schedule.Hours{{From: nine, To: nine}}}},
	}, editor)
	require.NoError(t, err)
	return c
}

func TestAQuickReplyIsFoundAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	calendar := b.calendar(t, "Shop")
	for i, when := range []schedule.When{
		{Always: true},
		{OutsideHoursOf: calendar.ID},
		{Weekly: calendar.Open, Zone: "Europe/Berlin", From: calendar.Holidays[0].Date},
	} {
		created := b.quickReply(t, when, faq.Draft)
		require.Equal(t, responder.QuickReply{
			ID: created.ID, Name: "Closed", Text: "We are closed.", Status: faq.Draft, Position: i, When: when,
			CreatedAt: created.CreatedAt, UpdatedAt: created.CreatedAt, EditedBy: editor, Version: 1,
		}, created)
		found, err := b.GetQuickReply(t.Context(), created.ID)
		require.NoError(t, err)
		require.Equal(t, created, found)
	}
	_, err := b.GetQuickReply(t.Context(), nobody)
	require.ErrorIs(t, err, responder.ErrNotFound)
	_, err = b.CreateQuickReply(t.Context(), responder.QuickReply{
		Name: "n", Text: "t", Status: faq.Draft, When: schedule.When{OutsideHoursOf: nobody},
	}, "")
	require.ErrorIs(t, err, responder.ErrNotFound, "no such calendar")
}

func TestOfTwoEditsOfAQuickReplyOneIsTold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.quickReply(t, schedule.When{Always: true}, faq.Active)
	errs := make([]error, 2)
	atOnce(len(errs), func(i int) {
		mine := q
		mine.Name = "Mine"
		_, errs[i] = b.UpdateQuickReply(t.Context(), mine, editor, q.Version)
	})
	require.NotEqual(t, errs[0] == nil, errs[1] == nil)
	require.ErrorIs(t, errors.Join(errs...), faq.ErrChanged)
	found, err := b.GetQuickReply(t.Context(), q.ID)
	require.NoError(t, err)
	require.Equal(t, []any{"Mine", int64(2), faq.Active}, []any{found.Name, found.Version, found.Status})
	q.ID = nobody
	_, err = b.UpdateQuickReply(t.Context(), q, editor, 1)
	require.ErrorIs(t, err, responder.ErrNotFound)
}

func TestStatusOfAQuickReply(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	const other = "00000000-0000-4000-8000-000000000777"
	id := b.quickReply(t, schedule.When{Always: true}, faq.Draft).ID
	_, err := b.ActivateQuickReply(ctx, id, editor, false)
	require.ErrorIs(t, err, faq.ErrOwnEdit)
	q, err := b.ActivateQuickReply(ctx, id, other, false)
	require.NoError(t, err)
	require.Equal(t, faq.Active, q.Status)
	q, err = b.RestoreQuickReply(ctx, id)
	require.NoError(t, err)
	require.Equal(t, faq.Active, q.Status, "only an archived one is restored")
	q, err = b.ArchiveQuickReply(ctx, id)
	require.NoError(t, err)
	require.Equal(t, faq.Archived, q.Status)
	_, err = b.ActivateQuickReply(ctx, id, other, true)
	require.ErrorIs(t, err, faq.ErrArchived)
	q, err = b.RestoreQuickReply(ctx, id)
	require.NoError(t, err)
	require.Equal(t, faq.Draft, q.Status)
	clone, err := b.CloneQuickReply(ctx, id, other)
	require.NoError(t, err)
	require.Equal(t, []any{faq.Draft, 1, other, int64(1)}, []any{clone.Status, clone.Position, clone.EditedBy, clone.Version})
	for _, do := range []func() error{
		func() error { _, err := b.ActivateQuickReply(ctx, nobody, "", true); return err },
		func() error { _, err := b.ArchiveQuickReply(ctx, nobody); return err },
		func() error { _, err := b.RestoreQuickReply(ctx, nobody); return err },
		func() error { _, err := b.CloneQuickReply(ctx, nobody, ""); return err },
	} {
		require.ErrorIs(t, do(), responder.ErrNotFound)
	}
}

func TestQuickRepliesAreReordered(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	var ids []string
	for range 4 {
		ids = append(ids, b.quickReply(t, schedule.When{Always: true}, faq.Active).ID)
	}
	_, err := b.ArchiveQuickReply(ctx, ids[0])
	require.NoError(t, err)
	for name, wrong := range map[string][]string{
		"one lacks": {ids[1], ids[2]}, "one is archived": ids, "twice": {ids[1], ids[2], ids[3], ids[3]},
		"unknown": {ids[1], ids[2], nobody}, "none": {},
	} {
		_, err := b.ReorderQuickReplies(ctx, wrong)
		require.ErrorIs(t, err, faq.ErrChanged, name)
	}
	reordered, err := b.ReorderQuickReplies(ctx, []string{ids[3], ids[1], ids[2]})
	require.NoError(t, err)
	listed, err := b.ListQuickReplies(ctx)
	require.NoError(t, err)
	require.Equal(t, listed, reordered)
	for i, want := range []string{ids[3], ids[1], ids[2], ids[0]} {
		require.Equal(t, want, listed[i].ID)
		require.Equal(t, i, listed[i].Position)
	}
}

func TestCalendars(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	shop, bank := b.calendar(t, "shop"), b.calendar(t, "Bank")
	found, err := b.GetCalendar(ctx, shop.ID)
	require.NoError(t, err)
	require.Equal(t, shop, found)
	require.Equal(t, "Christmas", found.Holidays[0].Name)
	all, err := b.ListCalendars(ctx)
	require.NoError(t, err)
	require.Equal(t, []schedule.Calendar{bank, shop}, all)

	shop.Name, shop.Holidays = "Shops", nil
	updated, err := b.UpdateCalendar(ctx, shop, "", shop.Version)
	require.NoError(t, err)
	require.Equal(t, []any{"Shops", int64(2), ""}, []any{updated.Name, updated.Version, updated.EditedBy})
	require.Empty(t, updated.Holidays)
	_, err = b.UpdateCalendar(ctx, shop, "", shop.Version)
	require.ErrorIs(t, err, faq.ErrChanged)

	b.quickReply(t, schedule.When{OutsideHoursOf: bank.ID}, faq.Archived)
	var inUse *responder.InUseError
	require.ErrorAs(t, b.DeleteCalendar(ctx, bank.ID), &inUse)
	require.Equal(t, []string{"Closed"}, inUse.By)
	require.NoError(t, b.DeleteCalendar(ctx, shop.ID))
	require.ErrorIs(t, b.DeleteCalendar(ctx, shop.ID), responder.ErrNotFound)
	_, err = b.GetCalendar(ctx, shop.ID)
	require.ErrorIs(t, err, responder.ErrNotFound)
	_, err = b.UpdateCalendar(ctx, shop, "", 2)
	require.ErrorIs(t, err, responder.ErrNotFound)
}
