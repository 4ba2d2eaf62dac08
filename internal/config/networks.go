package config

import (
	"net"
	"strings"
)

// Networks is a list of networks in CIDR notation.
type Networks []*net.IPNet

// UnmarshalText reads "10.0.0.0/8,192.0.2.7/32".
func (n *Networks) UnmarshalText(text []byte) error {
	var networks Networks
	for cidr := range strings.SplitSeq(string(text), ",") {
		_, network, err := net.ParseCIDR(strings.TrimSpace(cidr))
		if err != nil {
			return err
		}
		networks = append(networks, network)
	}
	*n = networks
	return nil
}
