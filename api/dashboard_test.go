package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

func TestDashboardIsForBrowsers(t *testing.T) {
	t.Parallel()
	d, err := newDashboard(fstest.MapFS{
		"index.html":     {Data: []byte("the page")},
		"assets/main.js": {Data: []byte("the script")},
	})
	require.NoError(t, err)
	for _, test := range []struct {
		method, path, accept, want string
	}{
		{"GET", "/", "text/html,*/*", "the page"},
		{"GET", "/", "application/json", "the API"},
		{"GET", "/", "", "the API"},
		{"POST", "/", "text/html", "the API"},
		{"GET", "/mentions", "", "the page"},
		{"GET", "/inbox/all/some-id", "", "the page"},
		{"GET", "/invitation", "", "the page"},
		{"GET", "/settings/users", "", "the page"},
		{"GET", "/start", "", "the page"},
		{"GET", "/inboxes", "text/html", "the API"},
		{"GET", "/v1/conversations", "text/html", "the API"},
		{"GET", "/assets/main.js", "", "the script"},
		{"GET", "/assets/other.js", "text/html", "the API"},
		{"GET", "/index.html", "text/html", "the API"},
	} {
		request := httptest.NewRequestWithContext(t.Context(), test.method, test.path, nil)
		request.Header.Set("Accept", test.accept)
		response := httptest.NewRecorder()
		c := echo.New().NewContext(request, response)
		require.NoError(t, d.wrap(func(c echo.Context) error { return c.String(http.StatusOK, "the API") })(c))
		require.Equal(t, test.want, response.Body.String(), "%s %s", test.method, test.path)
		if test.want == "the page" {
			require.Equal(t, pagePolicy, response.Header().Get("Content-Security-Policy"))
			require.Equal(t, "no-cache", response.Header().Get("Cache-Control"), "a new Parley is seen at once")
		}
	}
}
