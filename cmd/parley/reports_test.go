package main

import (
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
)

// What is no longer true of what is stored is counted anew.
func TestReportsRebuild(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	raw, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = raw.Close(t.Context()) })
	_, err = raw.Exec(t.Context(), `INSERT INTO report_cells (kind, minutes, bucket, inbox_id, slots, counts)
		VALUES ('all', 60, '2026-01-01', $1, '{1000}', '{7}')`, uuid.NewString())
	require.NoError(t, err)
	r := run(t, []string{"PARLEY_DATABASE_URL=" + dsn}, "", "reports", "rebuild")
	require.Zero(t, r.code, r.stderr)
	require.Contains(t, r.stdout, "rebuilt in ")
	var left int
	require.NoError(t, raw.QueryRow(t.Context(), `SELECT count(*) FROM report_cells`).Scan(&left))
	require.Zero(t, left)
	require.Equal(t, exitUsage, run(t, nil, "", "reports").code)
}
