package outbound

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A name that is a public address at one look-up and this machine's at the next:
// what was judged is what is dialled, each time anew.
func TestANameThatPointsElsewhereMeanwhile(t *testing.T) {
	t.Parallel()
	public := netip.MustParseAddr("93.184.215.14")
	for name, private := range map[string]netip.Addr{
		"loopback": netip.MustParseAddr("127.0.0.1"),
		"metadata": netip.MustParseAddr("169.254.169.254"),
		"network":  netip.MustParseAddr("10.0.0.7"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dialer, let := judged(t, names(t, [][]netip.Addr{{public}, {private}, {public, private}, {private, public}}))
			client := newClient(dialer)
			passed, refused := 0, 0
			for range 20 {
				request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://files.example.:8080/", nil)
				require.NoError(t, err)
				response, err := client.Do(request)
				if err == nil {
					_ = response.Body.Close()
				}
				require.Error(t, err)
				// A look-up of a busy machine that came to nothing counts as neither.
				if Prohibited(err) {
					refused++
				} else if errors.Is(err, errLet) {
					passed++
				}
			}
			require.Positive(t, passed, "the public address is dialled")
			require.Positive(t, refused, "the private one is not, though the name was good before")
			for _, address := range *let.Load() {
				require.Equal(t, public.String()+":8080", address, "one good address does not vouch for the other")
			}
		})
	}
}

// errLet: the guard let the address pass. Nothing is dialled beyond it.
var errLet = errors.New("outbound: let pass")

// judged is the real dialer with another resolver. It notes which addresses its
// guard lets pass instead of dialling them.
func judged(t *testing.T, resolver *net.Resolver) (*net.Dialer, *atomic.Pointer[[]string]) {
	t.Helper()
	dialer, let := newDialer(false), &atomic.Pointer[[]string]{}
	let.Store(&[]string{})
	guard := dialer.Control
	dialer.Resolver = resolver
	dialer.Control = func(network, address string, c syscall.RawConn) error {
		if err := guard(network, address, c); err != nil {
			return err
		}
		for {
			before := let.Load()
			after := append(append([]string{}, *before...), address)
			if let.CompareAndSwap(before, &after) {
				return errLet
			}
		}
	}
	return dialer, let
}

// names is a resolver that asks a name server of the test, which gives its answers
// in turn, another at each look-up.
func names(t *testing.T, answers [][]netip.Addr) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp4", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = server.Close() })
	go func() {
		asked := 0
		question := make([]byte, 512)
		for {
			n, from, err := server.ReadFrom(question)
			if err != nil {
				return
			}
			var now []netip.Addr
			if asksIPv4(question[:n]) {
				now = answers[asked%len(answers)]
				asked++
			}
			if _, err := server.WriteTo(answer(question[:n], now), from); err != nil {
				return
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp4", server.LocalAddr().String())
	}}
}

// header is how long the fixed part of a DNS message is (RFC 1035, 4.1.1).
const header = 12

// end returns where the question of a DNS message ends.
func end(message []byte) int {
	at := header
	for message[at] != 0 {
		at += 1 + int(message[at])
	}
	return at + 5
}

func asksIPv4(message []byte) bool {
	at := end(message)
	return binary.BigEndian.Uint16(message[at-4:]) == 1
}

// answer is a DNS message with the question and an A record for each address, that
// nobody is to remember.
func answer(question []byte, addresses []netip.Addr) []byte {
	message := append([]byte{}, question[:end(question)]...)
	binary.BigEndian.PutUint16(message[2:], 0x8180)
	binary.BigEndian.PutUint16(message[6:], uint16(len(addresses)))
	binary.BigEndian.PutUint32(message[8:], 0)
	for _, a := range addresses {
		message = append(message, 0xc0, header, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
		message = append(message, a.AsSlice()...)
	}
	return message
}
