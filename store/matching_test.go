package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// embedder is one in process whose vectors are of the named model.
func embedder(model string) faq.Embedder {
	return faq.Embedder{Kind: faq.EmbedderLocal, Model: model, Dimensions: 4}
}

// serve makes the model of most tests the one that serves.
func (b bundle) serve(t *testing.T) faq.Embedder {
	t.Helper()
	to, err := b.EnsureEmbedder(t.Context(), embedder(model))
	require.NoError(t, err)
	require.Empty(t, to)
	e := embedder(model)
	e.ID = faq.EmbedderID(e.Kind, e.BaseURL, e.Model, e.Dimensions)
	return e
}

func (b bundle) revision(t *testing.T) int64 {
	t.Helper()
	serving, err := b.Serving(t.Context())
	require.NoError(t, err)
	return serving.Revision
}

// TestRevisionGrowsWithWhatFAQsMatch: every change of it in its own transaction,
// and nothing else.
func TestRevisionGrowsWithWhatFAQsMatch(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	ctx := t.Context()
	active := b.createFAQ(t, faq.New(faq.General, "Yes.", "is it so?"), faq.Active, axis(0))
	draft := b.createFAQ(t, faq.New(faq.General, "No.", "is it not?"), faq.Draft, axis(1))
	update := func(f faq.FAQ) func(context.Context) error {
		return func(ctx context.Context) error {
			now, err := b.GetFAQ(ctx, f.ID)
			require.NoError(t, err)
			_, err = b.UpdateFAQ(ctx, now, model, axis(2), "", now.Version)
			return err
		}
	}
	rows := []struct {
		name  string
		do    func(context.Context) error
		grows bool
	}{
		{"create active", func(ctx context.Context) error {
			f := faq.New(faq.Greeting, "Hello!", "hi")
			f.Status = faq.Active
			_, err := b.CreateFAQ(ctx, f, model, axis(3), "")
			return err
		}, true},
		{"create draft", func(ctx context.Context) error {
			_, err := b.CreateFAQ(ctx, faq.New(faq.Greeting, "Hello!", "hey"), model, axis(3), "")
			return err
		}, false},
		{"edit active", update(active), true},
		{"edit draft", update(draft), false},
		{"clone", func(ctx context.Context) error { _, err := b.CloneFAQ(ctx, active.ID, ""); return err }, false},
		{"activate active", func(ctx context.Context) error { _, err := b.ActivateFAQ(ctx, active.ID, "", true); return err }, false},
		{"activate draft", func(ctx context.Context) error { _, err := b.ActivateFAQ(ctx, draft.ID, "", true); return err }, true},
		{"archive active", func(ctx context.Context) error { _, err := b.ArchiveFAQ(ctx, active.ID); return err }, true},
		{"archive archived", func(ctx context.Context) error { _, err := b.ArchiveFAQ(ctx, active.ID); return err }, false},
		{"edit archived", update(active), false},
		{"restore", func(ctx context.Context) error { _, err := b.RestoreFAQ(ctx, active.ID); return err }, false},
		{"archive draft", func(ctx context.Context) error { _, err := b.ArchiveFAQ(ctx, active.ID); return err }, false},
		{"calibrate", func(ctx context.Context) error { return b.SetCalibration(ctx, faq.Cautious, nil, "") }, false},
		{"order", func(ctx context.Context) error { return b.SetOrder(ctx, nil, nil, "") }, false},
	}
	for _, row := range rows {
		before := b.revision(t)
		require.NoError(t, row.do(ctx), row.name)
		require.Equal(t, row.grows, b.revision(t) > before, row.name)
	}
}

func TestNoChangeOfManyIsLost(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	before := b.revision(t)
	const edits = 12
	atOnce(edits, func(int) {
		b.createFAQ(t, faq.New(faq.General, "Yes.", "is it so?"), faq.Active, axis(0))
	})
	require.Equal(t, before+edits, b.revision(t))
}

func TestCalibrationAndOrderAreKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	setup, err := b.Setup(ctx)
	require.NoError(t, err)
	require.Equal(t, responder.DefaultOrder(), setup.Order)
	serving, err := b.Serving(ctx)
	require.NoError(t, err)
	require.Equal(t, faq.Serving{Revision: serving.Revision, Calibration: faq.Balanced}, serving, "nothing serves yet")

	threshold := 0.61
	require.NoError(t, b.SetCalibration(ctx, faq.Cautious, &threshold, editor))
	require.NoError(t, b.SetOrder(ctx, responder.Order{responder.StepFiller, responder.StepFAQ}, nil, editor))
	matching, err := b.GetMatching(ctx)
	require.NoError(t, err)
	require.Equal(t, faq.Cautious, matching.Serving.Calibration)
	require.InDelta(t, threshold, *matching.Serving.Threshold, 0)
	setup, err = b.Setup(ctx)
	require.NoError(t, err)
	require.Equal(t, responder.Order{responder.StepFiller, responder.StepFAQ}, setup.Order)

	require.NoError(t, b.SetCalibration(ctx, faq.Balanced, nil, ""))
	require.NoError(t, b.SetOrder(ctx, responder.Order{}, nil, ""))
	setup, err = b.Setup(ctx)
	require.NoError(t, err)
	require.Nil(t, setup.Serving.Threshold)
	require.Equal(t, responder.Order{}, setup.Order, "an empty order is silence, not the default")
	require.Error(t, b.SetOrder(ctx, responder.Order{"fortune_teller"}, nil, ""), "the schema knows the steps too")
}
