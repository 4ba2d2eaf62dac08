package api_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/api"
)

// Connections that never say what they want are closed, and keep nobody else from
// being answered.
func TestSlowHeaders(t *testing.T) {
	t.Parallel()
	var services api.Services
	var config api.Config
	setup(t, func(c *api.Config, s *api.Services) { config, services = *c, *s })
	server, err := api.New(config, services)
	require.NoError(t, err)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener) }()

	var slow []net.Conn
	for range 200 {
		connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", listener.Addr().String())
		require.NoError(t, err)
		_, err = io.WriteString(connection, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
		require.NoError(t, err)
		slow = append(slow, connection)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listener.Addr().String()+"/healthz", nil)
	require.NoError(t, err)
	response, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
	for _, connection := range slow {
		require.NoError(t, connection.SetReadDeadline(time.Now().Add(time.Minute)))
		_, err := io.ReadAll(connection)
		require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "it was closed")
		_ = connection.Close()
	}
	stop()
	require.NoError(t, <-served)
}
