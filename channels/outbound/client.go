// Package outbound is the HTTP client for addresses that others choose. It dials
// public addresses only, so that nobody makes Parley call what stands beside it.
package outbound

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// NewClient returns a client that follows no redirect and dials public
// addresses only. The address is judged when it is dialled, after the name was
// resolved, so that a name cannot point elsewhere in between. With allowPrivate
// it also dials loopback and private networks, but no metadata service.
func NewClient(allowPrivate bool) *http.Client { return newClient(newDialer(allowPrivate)) }

func newDialer(allowPrivate bool) *net.Dialer {
	return &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Control: guard(allowPrivate)}
}

func newClient(dialer *net.Dialer) *http.Client {
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			// No proxy: the guard would judge the proxy's address, not the receiver's.
			Proxy:                  nil,
			DialContext:            dialer.DialContext,
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    10 * time.Second,
			MaxIdleConns:           256,
			MaxIdleConnsPerHost:    32,
			IdleConnTimeout:        90 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true,
		},
	}
}

// Prohibited says whether a request failed because the address is none that may
// be dialled.
func Prohibited(err error) bool {
	return errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork)
}

// guard refuses special-purpose addresses, and two metadata services that a
// list of special-purpose addresses does not name: Azure's, which is public,
// and Amazon's of IPv6, which is private.
func guard(allowPrivate bool) func(network, address string, c syscall.RawConn) error {
	metadata := []netip.Addr{netip.MustParseAddr("168.63.129.16"), netip.MustParseAddr("fd00:ec2::254")}
	options := []ssrf.Option{ssrf.WithAnyPort()}
	if allowPrivate {
		options = append(
			options,
			ssrf.WithAllowedV4Prefixes(prefixes("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")...),
			ssrf.WithAllowedV6Prefixes(prefixes("::1/128", "fc00::/7")...),
		)
	}
	guardian := ssrf.New(options...)
	return func(network, address string, c syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("parse address to dial: %w", err)
		}
		for _, m := range metadata {
			if to.Addr().Unmap().WithZone("") == m {
				return ssrf.ErrProhibitedIP
			}
		}
		return guardian.Safe(network, address, c)
	}
}

func prefixes(list ...string) []netip.Prefix {
	parsed := make([]netip.Prefix, 0, len(list))
	for _, p := range list {
		parsed = append(parsed, netip.MustParsePrefix(p))
	}
	return parsed
}
