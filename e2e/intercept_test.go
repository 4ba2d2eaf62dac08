package e2e

import (
	"fmt"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// intercepts lets the tab's session storage say how the API answers one path: never
// ("loading"), with an error ("failed"), with a list of nothing ("empty"), or with
// 10,000 times what there is ("many").
func (d dashboardPage) intercepts() {
	d.b.t.Helper()
	_, err := chromedp.Call(d.b.ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: `(() => {
		const real = window.fetch
		const answer = (status, body) => Promise.resolve(new Response(JSON.stringify(body), {status}))
		window.fetch = (input, init) => {
			const {as, path} = JSON.parse(sessionStorage.getItem('answers') ?? '{}')
			if (!as || new URL(input, location.href).pathname !== path) return real(input, init)
			if (as === 'loading') return new Promise(() => {})
			if (as === 'many') return real(input, init).then(r => r.json()).then(({items}) => answer(200, {next_cursor: null,
				items: Array.from({length: 10000}, (_, i) => ({...items[i % items.length], id: 'many-' + i}))}))
			if (as === 'empty') return answer(200, {items: [], next_cursor: null})
			return answer(500, {type: 'urn:parley:problem:internal', status: 500, detail: 'Something failed here.'})
		}
	})()`})
	require.NoError(d.b.t, err)
}

// becomes signs in as a role of the world, where the tab is not that already; ""
// is nobody.
func (d dashboardPage) becomes(role string, now *string, w pageWorld) {
	d.b.t.Helper()
	if role == *now {
		return
	}
	*now = role
	d.asks("DELETE", "/v1/session", devfile.Login{})
	if role != "" {
		l, ok := w.logins[role]
		require.True(d.b.t, ok, role)
		require.Equal(d.b.t, 201, d.asks("POST", "/v1/session", l))
	}
}

// asks the API as the page would, and returns the status.
func (d dashboardPage) asks(method, path string, l devfile.Login) int {
	d.b.t.Helper()
	body := "undefined"
	if l.Email != "" {
		body = fmt.Sprintf(`JSON.stringify({email: %q, password: %q})`, l.Email, l.Password)
	}
	return sees[int](d.b, fmt.Sprintf(`fetch(%q, {method: %q, body: %s, headers: {'Content-Type': 'application/json'}}).then(r => r.status)`, path, method, body))
}
