package migrations_test

import (
	"path/filepath"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/migrations"
)

// Each version that is taken back leaves the schema of the one before it, and coming
// back up leads to the same schema again.
func TestEachVersionCanBeTakenBack(t *testing.T) {
	t.Parallel()
	dsn := devstack.EmptyDatabase(t)
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(t.Context())) })
	names, err := filepath.Glob("*.sql")
	require.NoError(t, err)
	latest, err := strconv.ParseInt(names[len(names)-1][:5], 10, 64)
	require.NoError(t, err)
	schemas := make([][]string, latest+1)
	schemas[0] = schemaOf(t, conn)
	for version := int64(1); version <= latest; version++ {
		require.NoError(t, migrations.To(t.Context(), dsn, version))
		schemas[version] = schemaOf(t, conn)
	}
	pending, err := migrations.Pending(t.Context(), dsn)
	require.NoError(t, err)
	require.Zero(t, pending)
	for version := latest - 1; version >= 0; version-- {
		require.NoError(t, migrations.To(t.Context(), dsn, version))
		require.Equal(t, schemas[version], schemaOf(t, conn), "back to %d", version)
	}
	require.NoError(t, migrations.To(t.Context(), dsn, latest))
	require.Equal(t, schemas[latest], schemaOf(t, conn))
}

// schemaOf describes the columns, indexes, constraints, triggers, functions and types of
// the schema, a line each. The order of columns does not count, as a column that comes
// back comes last, nor do comments in functions.
func schemaOf(t *testing.T, conn *pgx.Conn) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), `
		SELECT format('column %s.%s %s%s default %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
		              CASE WHEN a.attnotnull THEN ' not null' END, coalesce(pg_get_expr(d.adbin, d.adrelid), 'none')) AS line
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S') AND a.attnum > 0 AND NOT a.attisdropped
		  AND c.relname NOT LIKE 'goose%'
		UNION ALL SELECT indexdef || coalesce(' with ' || array_to_string(k.reloptions, ','), '')
		FROM pg_indexes i JOIN pg_class k ON k.relname = i.indexname AND k.relnamespace = 'public'::regnamespace
		WHERE schemaname = 'public' AND tablename NOT LIKE 'goose%'
		UNION ALL SELECT format('constraint %s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
		FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'goose%'
		UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
		UNION ALL SELECT regexp_replace(pg_get_functiondef(p.oid), '\s*--[^\n]*', '', 'g') FROM pg_proc p
		WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
		  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')
		ORDER BY line`)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return lines
}
