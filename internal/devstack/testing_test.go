package devstack_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/parleyhq/parley/internal/devstack"
)

func TestMain(m *testing.M) { devstack.Main(m) }

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close(t.Context()) })
	return connection
}

func count(t *testing.T, connection *pgx.Conn, query string, args ...any) int {
	t.Helper()
	var n int
	require.NoError(t, connection.QueryRow(t.Context(), query, args...).Scan(&n))
	return n
}

func TestEveryTestHasItsOwnMigratedDatabase(t *testing.T) {
	t.Parallel()
	first := connect(t, devstack.Database(t))
	second := connect(t, devstack.Database(t))

	_, err := first.Exec(t.Context(), `CREATE TABLE only_here (n int)`)
	require.NoError(t, err)

	const hasTable = `SELECT count(*) FROM pg_tables WHERE tablename = $1`
	require.Equal(t, 1, count(t, first, hasTable, "only_here"))
	require.Zero(t, count(t, second, hasTable, "only_here"))
	require.Equal(t, 1, count(t, second, hasTable, "conversations"), "the schema is there")
	require.Equal(t, 1, count(t, second, `SELECT count(*) FROM pg_extension WHERE extname = 'vector'`))
}

func TestEmptyDatabaseHasNoSchema(t *testing.T) {
	t.Parallel()
	empty := connect(t, devstack.EmptyDatabase(t))
	require.Zero(t, count(t, empty, `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`))
}

func TestDatabaseIsDroppedAfterItsTest(t *testing.T) {
	t.Parallel()
	watcher := connect(t, devstack.EmptyDatabase(t))
	var name string
	t.Run("inner", func(t *testing.T) {
		inner := connect(t, devstack.Database(t))
		require.NoError(t, inner.QueryRow(t.Context(), `SELECT current_database()`).Scan(&name))
	})
	require.Zero(t, count(t, watcher, `SELECT count(*) FROM pg_database WHERE datname = $1`, name))
}

func TestTemporalKnowsTheSearchAttributesFromTheStart(t *testing.T) {
	t.Parallel()
	temporal, err := client.DialContext(t.Context(), client.Options{HostPort: devstack.Temporal(t)})
	require.NoError(t, err)
	defer temporal.Close()

	answer, err := temporal.OperatorService().ListSearchAttributes(t.Context(),
		&operatorservice.ListSearchAttributesRequest{Namespace: "default"})
	require.NoError(t, err)
	for _, name := range []string{"TicketStatus", "AgentId", "InboxId", "CampaignId"} {
		require.Contains(t, answer.GetCustomAttributes(), name)
	}
}
