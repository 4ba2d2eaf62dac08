package main

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"github.com/parleyhq/parley/matcher/embedding"
)

// embedderTransport dials what an embeddings API may be at: public, private and
// loopback addresses, since models run beside Parley, too, but no link-local
// ones and no metadata service, which gives the machine's credentials away.
func embedderTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Control: refuseMetadata}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		ForceAttemptHTTP2:     true,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConns:          100,
		MaxIdleConnsPerHost:   8,
	}
}

// refuseMetadata judges an address when it is dialled, after the name was
// resolved, so that a name cannot point elsewhere in between. Azure's metadata
// service has a public address, Amazon's of IPv6 a private one.
func refuseMetadata(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("parse address to dial: %w", err)
	}
	ip := to.Addr().Unmap().WithZone("")
	if ip.IsLinkLocalUnicast() || ip == netip.AddrFrom4([4]byte{168, 63, 129, 16}) || ip == netip.MustParseAddr("fd00:ec2::254") {
		return metadataError{}
	}
	return nil
}

// metadataError says that an address is none for an embeddings API.
type metadataError struct{}

func (metadataError) Error() string { return "link-local address or metadata service" }

// Explain implements embedding.Explainer.
func (metadataError) Explain() (embedding.Field, string) {
	return embedding.FieldBaseURL, "The base URL leads to a link-local address or a metadata service: these are never asked."
}
