package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	first := into[api.SettingsState](t, b.do(t, "GET", "/v1/settings", nil, admin).want(t, 200))
	require.Equal(t, first.Environment, first.InForce)
	require.Nil(t, first.Chosen.WindowMs)

	set := into[api.SettingsState](t, b.do(t, "PUT", "/v1/settings", `{"debounce_ms":2000,"inactive_includes_resolved":true,"version":1}`, admin).want(t, 200))
	require.EqualValues(t, 2000, set.InForce.DebounceMs)
	require.True(t, set.InForce.InactiveIncludesResolved)
	require.Equal(t, first.InForce.WindowMs, set.InForce.WindowMs, "what is not given is the environment's")
	require.NotNil(t, set.UpdatedBy)

	stale := b.do(t, "PUT", "/v1/settings", `{"debounce_ms":1,"version":1}`, admin).problem(t, 409, "stale")
	require.EqualValues(t, 2, stale.Version)
	wrong := b.do(t, "PUT", "/v1/settings", `{"window_ms":1000,"lease_ms":-1,"version":2}`, admin).problem(t, 422, "invalid")
	require.Len(t, wrong.Errors, 2)
	require.Equal(t, "must be from 60000 to 2592000000", wrong.Errors[0].Reason)
	back := into[api.SettingsState](t, b.do(t, "PUT", "/v1/settings", `{"version":2}`, admin).want(t, 200))
	require.Equal(t, back.Environment, back.InForce)
}
