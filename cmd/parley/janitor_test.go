package main

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/internal/telemetry"
	"github.com/parleyhq/parley/store"
)

func TestTidyingGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	var logged strings.Builder
	tidied := 0
	rows := func(of string, deleted int64, err error) leftover {
		return leftover{of, func(context.Context) (int64, error) {
			tidied++
			return deleted, err
		}}
	}
	tidyOnce(t.Context(), []leftover{
		rows("idempotency keys", 3, nil), rows("sessions", 0, errors.New("no connection")), rows("requests", 0, nil),
	}, telemetry.NewLogger(&logged, slog.LevelInfo, telemetry.LogText))
	require.Equal(t, 3, tidied)
	require.Contains(t, logged.String(), `msg="leftovers not deleted" of=sessions`)
	require.Contains(t, logged.String(), `msg="leftovers deleted" of="idempotency keys" rows=3`)
	require.NotContains(t, logged.String(), "requests")
}

func TestTidyingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	tidying := start(t.Context(), func(ctx context.Context) error {
		tidy(ctx, nil, slog.New(slog.DiscardHandler))
		return nil
	})
	require.NoError(t, tidying.end())
}

// Whatever the store can prune is pruned, and every kind can be.
func TestEveryKindOfLeftoverIsTidied(t *testing.T) {
	t.Parallel()
	st, err := store.Open(t.Context(), devstack.Database(t), store.Options{MaxConns: 4})
	require.NoError(t, err)
	t.Cleanup(st.Close)
	all := leftovers(st, day)
	kinds := 0
	for method := range reflect.TypeFor[*store.Store]().Methods() {
		if strings.HasPrefix(method.Name, "Prune") {
			kinds++
		}
	}
	require.Len(t, all, kinds)
	for _, rows := range all {
		deleted, err := rows.prune(t.Context())
		require.NoError(t, err, rows.of)
		require.Zero(t, deleted, rows.of)
	}
}
