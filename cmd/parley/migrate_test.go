package main

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/migrations"
	"github.com/parleyhq/parley/store"
)

func TestMigratePreparesDatabaseAndTemporal(t *testing.T) {
	t.Parallel()
	dsn, address, namespace := devstack.EmptyDatabase(t), devstack.Temporal(t), newNamespace(t)
	environ := []string{
		"PARLEY_DATABASE_URL=" + dsn, "TEMPORAL_ADDRESS=" + address, "TEMPORAL_NAMESPACE=" + namespace,
		"PARLEY_BOOTSTRAP_ADMIN_EMAIL=boss@example.com", "PARLEY_BOOTSTRAP_ADMIN_PASSWORD=correct horse",
		"PARLEY_MODEL_DIR=" + modelDir(t),
	}

	got := run(t, append(environ, "PARLEY_DATABASE_URL="+devstack.Database(t)), "", "worker")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.stderr, "lacks the search attributes TicketStatus, AgentId, InboxId, CampaignId: run parley migrate first")

	for range 2 {
		got := run(t, environ, "", "migrate")
		require.Equal(t, exitOK, got.code, got.stderr)
	}
	pending, err := migrations.Pending(t.Context(), dsn)
	require.NoError(t, err)
	require.Zero(t, pending)

	c := dial(t, namespace)
	require.NoError(t, checkSearchAttributes(t.Context(), c, namespace))
	missing, err := missingSearchAttributes(t.Context(), c, namespace)
	require.NoError(t, err)
	require.Empty(t, missing)

	st, err := store.Open(t.Context(), dsn, store.Options{})
	require.NoError(t, err)
	t.Cleanup(st.Close)
	admin, err := st.UserByEmail(t.Context(), "boss@example.com")
	require.NoError(t, err)
	requirePassword(t, admin, "correct horse")
	users, err := st.CountUsers(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, users)
}

func TestTheFirstAdminIsOnlyTheFirst(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	got := run(t, []string{"PARLEY_DATABASE_URL=" + dsn}, "", "user", "add", "-email", "asha@example.com", "-name", "Asha")
	require.Equal(t, exitOK, got.code, got.stderr)
	got = run(t, []string{
		"PARLEY_DATABASE_URL=" + dsn, "TEMPORAL_ADDRESS=" + devstack.Temporal(t),
		"PARLEY_BOOTSTRAP_ADMIN_EMAIL=boss@example.com", "PARLEY_BOOTSTRAP_ADMIN_PASSWORD=correct horse",
	}, "", "migrate")
	require.Equal(t, exitOK, got.code, got.stderr)
	st, err := store.Open(t.Context(), dsn, store.Options{})
	require.NoError(t, err)
	t.Cleanup(st.Close)
	users, err := st.CountUsers(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, users, "nobody who left gets back in by an old setting")
}

func TestANamespaceThatIsNotThere(t *testing.T) {
	t.Parallel()
	got := run(t, []string{
		"PARLEY_DATABASE_URL=" + devstack.Database(t), "TEMPORAL_ADDRESS=" + devstack.Temporal(t),
		"TEMPORAL_NAMESPACE=nowhere", "PARLEY_MODEL_DIR=" + modelDir(t),
	}, "", "worker")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.stderr, `there is no Temporal namespace "nowhere"`)
}

// newNamespace makes a namespace without search attributes.
func newNamespace(t *testing.T) string {
	t.Helper()
	name := "test-" + rand.Text()
	namespaces, err := client.NewNamespaceClient(client.Options{HostPort: devstack.Temporal(t)})
	require.NoError(t, err)
	t.Cleanup(namespaces.Close)
	require.NoError(t, namespaces.Register(t.Context(), &workflowservice.RegisterNamespaceRequest{
		Namespace: name, WorkflowExecutionRetentionPeriod: durationpb.New(24 * time.Hour),
	}))
	c := dial(t, name)
	// The server's caches learn of a namespace after a moment.
	require.Eventually(t, func() bool {
		_, err := c.CountWorkflow(t.Context(), &workflowservice.CountWorkflowExecutionsRequest{Namespace: name})
		return err == nil
	}, 30*time.Second, 50*time.Millisecond)
	return name
}

func dial(t *testing.T, namespace string) client.Client {
	t.Helper()
	c, err := client.DialContext(t.Context(), client.Options{HostPort: devstack.Temporal(t), Namespace: namespace})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}
