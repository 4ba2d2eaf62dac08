package webhook

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/internal/fakes/webhookapp"
)

// TestPrivateAddressesAreNotReached: a real app on loopback sees nothing of it,
// however its address is written.
func TestPrivateAddressesAreNotReached(t *testing.T) {
	t.Parallel()
	secret := newSecret()
	app := webhookapp.New(webhookapp.Options{Secrets: []string{secret}})
	t.Cleanup(app.Close)
	at, err := url.Parse(app.URL())
	require.NoError(t, err)

	c := New(Options{})
	t.Cleanup(c.client.CloseIdleConnections)
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::1]"} {
		d := dispatch(secret, "http://"+host+":"+at.Port()+"/webhooks/parley")
		_, err := c.Send(t.Context(), d)
		var rejected *channels.RejectedError
		require.ErrorAs(t, err, &rejected, host)
	}
	require.Empty(t, app.Attempts())
}

// TestAddressesOfOtherKinds never leave the process.
func TestAddressesOfOtherKinds(t *testing.T) {
	t.Parallel()
	c := New(Options{AllowPrivate: true})
	for _, address := range []string{
		"file:///etc/passwd", "gopher://127.0.0.1/", "data:text/plain,x", "ftp://127.0.0.1/", "//127.0.0.1/", "/hook", "http://",
		"http://user:password@127.0.0.1/", "https://user@127.0.0.1/", "http://127.0.0.1:port/", "http://[::1/", "http://a b/", "http://127.0.0.1/\x00",
	} {
		_, err := c.Send(t.Context(), dispatch(newSecret(), address))
		var rejected *channels.RejectedError
		require.ErrorAs(t, err, &rejected, "%q", address)
		require.NotContains(t, rejected.Reason, "password")
	}
}
