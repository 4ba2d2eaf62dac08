package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// What is mounted answers below its prefix, knows who asks, and leaves the rest
// alone.
func TestMount(t *testing.T) {
	t.Parallel()
	var config api.Config
	var services api.Services
	b := setup(t, func(c *api.Config, s *api.Services) { config, services = *c, *s })
	boss, session := b.user(t, "boss", account.Admin)
	server, err := api.New(config, services)
	require.NoError(t, err)
	server.Mount("/other/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := server.Principal(r)
		if err != nil {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		_, _ = w.Write([]byte(who.ID()))
	}))
	ask := func(path string, h header) (int, string) {
		request := httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil)
		if h.name != "" {
			request.Header.Set(h.name, h.value)
		}
		recorded := httptest.NewRecorder()
		server.ServeHTTP(recorded, request)
		return recorded.Code, recorded.Body.String()
	}
	token := strings.TrimPrefix(session.value, "Bearer ")
	for _, shown := range []header{session, {"Cookie", "parley_session=" + url.QueryEscape(token)}} {
		status, body := ask("/other/thing", shown)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, "user/"+boss.ID, body)
	}
	status, _ := ask("/other/thing", header{})
	require.Equal(t, http.StatusTeapot, status)
	status, _ = ask("/other", session)
	require.Equal(t, http.StatusNotFound, status)
	status, _ = ask("/healthz", header{})
	require.Equal(t, http.StatusOK, status)
}
