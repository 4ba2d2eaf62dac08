package engine

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

// The server keeps its ports in a column that ends at 32767; systems hand out
// ports above that to whoever asks for any.
const (
	firstPort = 20000
	lastPort  = 32000
)

// freePorts returns n loopback ports that are free now.
func freePorts(ctx context.Context, n int) ([]int, error) {
	var ports []int
	start := rand.IntN(lastPort - firstPort) //nolint:gosec // only so that two runs seldom try the same
	for i := range lastPort - firstPort {
		if len(ports) == n {
			return ports, nil
		}
		port := firstPort + (start+i)%(lastPort-firstPort)
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			continue
		}
		if err := listener.Close(); err != nil {
			return nil, fmt.Errorf("find free ports: %w", err)
		}
		ports = append(ports, port)
	}
	return nil, errors.New("find free ports: there are not enough")
}
