package main

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
)

func TestListenSaysThatAnAddressIsTaken(t *testing.T) {
	t.Parallel()
	first, err := listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = first.Close() })
	_, err = listen(t.Context(), first.Addr().String())
	require.EqualError(t, err, "the address "+first.Addr().String()+" is taken by another program: choose one with PARLEY_ADDR")
}

func TestLocalURL(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080", "0.0.0.0:80": "http://127.0.0.1:80", "[::]:80": "http://127.0.0.1:80",
		"[::1]:9": "http://[::1]:9", "192.0.2.1:80": "http://192.0.2.1:80",
	} {
		tcp, err := net.ResolveTCPAddr("tcp", addr)
		require.NoError(t, err)
		require.Equal(t, want, localURL(fixedListener{addr: tcp}), addr)
	}
}

func TestChoosePort(t *testing.T) {
	t.Parallel()
	taken, err := listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = taken.Close() })
	busy := taken.Addr().(*net.TCPAddr).Port

	usual := devstack.FreePort(t)
	require.Equal(t, usual, choosePort(t.Context(), nil, usual))
	require.Equal(t, devstack.AnyPort, choosePort(t.Context(), nil, busy))
	require.Equal(t, busy, choosePort(t.Context(), &busy, usual), "what is asked for is not replaced: it is told that it is taken")
	anyPort := 0
	require.Equal(t, devstack.AnyPort, choosePort(t.Context(), &anyPort, usual))
}

// fixedListener is a listener that only knows where it is.
type fixedListener struct {
	net.Listener
	addr net.Addr
}

func (l fixedListener) Addr() net.Addr { return l.addr }
