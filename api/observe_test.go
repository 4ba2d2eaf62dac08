package api_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// Somebody who leaves before the answer is no failure to wake anybody for; a
// database that is away is one.
func TestWhoLeavesIsNoFailure(t *testing.T) {
	t.Parallel()
	var config api.Config
	var services api.Services
	log := &lockedBuffer{}
	b := setup(t, func(c *api.Config, s *api.Services) {
		config, services = *c, *s
		services.Log = slog.New(slog.NewJSONHandler(log, nil))
	})
	_, asha := b.user(t, "asha", account.Agent)
	server, err := api.New(config, services)
	require.NoError(t, err)
	ask := func(ctx context.Context) {
		request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/v1/conversations", nil)
		request.Header.Set(asha.name, asha.value)
		server.ServeHTTP(httptest.NewRecorder(), request)
	}
	left, leave := context.WithCancel(t.Context())
	leave()
	ask(left)
	require.Contains(t, log.String(), "the caller left before the answer")
	require.NotContains(t, log.String(), "ERROR")
	b.cutOff(t)
	ask(t.Context())
	require.Contains(t, log.String(), "ERROR")
}
