package outbound

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// never are addresses that no app may have, whatever is allowed.
var never = []string{
	"169.254.169.254", "168.63.129.16", "fd00:ec2::254", "::ffff:169.254.169.254", "::ffff:168.63.129.16", "fe80::1", "0.0.0.0",
	"100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "64:ff9b::7f00:1", "2002:7f00:1::",
	"2001::1", "2001:db8::1", "ff02::1", "::",
}

var private = []string{"127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "::1", "fd12:3456::1", "fc00::1"}

var public = []string{"93.184.215.14", "1.1.1.1", "172.32.0.1", "11.0.0.1", "2606:4700::1111"}

func TestGuard(t *testing.T) {
	t.Parallel()
	for _, allow := range []bool{false, true} {
		guard := guard(allow)
		dial := func(address string) error {
			ip := netip.MustParseAddr(address)
			network := "tcp4"
			if ip.Is6() {
				network = "tcp6"
			}
			return guard(network, netip.AddrPortFrom(ip, 8443).String(), nil)
		}
		for _, address := range never {
			require.Error(t, dial(address), address)
		}
		require.Error(t, dial("::ffff:127.0.0.1"), "mapped")
		for _, address := range private {
			if allow {
				require.NoError(t, dial(address), address)
			} else {
				require.Error(t, dial(address), address)
			}
		}
		for _, address := range public {
			require.NoError(t, dial(address), address)
		}
		require.Error(t, guard("udp4", "1.1.1.1:53", nil))
		require.Error(t, guard("tcp4", "nonsense", nil))
	}
}
