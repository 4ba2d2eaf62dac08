package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"syscall"

	"github.com/parleyhq/parley/internal/devstack"
)

// listen takes the API's address, or says in words that somebody else has it.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("the address %s is taken by another program: choose one with PARLEY_ADDR", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on PARLEY_ADDR: %w", err)
	}
	return listener, nil
}

// localURL returns the address under which this machine reaches a listener.
func localURL(l net.Listener) string {
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "http://" + l.Addr().String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return (&url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}).String()
}

// choosePort returns the wanted loopback port, or, where none is wanted, the
// usual one if it is free and else any free one.
func choosePort(ctx context.Context, wanted *int, usual int) int {
	if wanted != nil {
		if *wanted == 0 {
			return devstack.AnyPort
		}
		return *wanted
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(usual)))
	if err != nil {
		return devstack.AnyPort
	}
	_ = listener.Close() // it never accepted anything
	return usual
}
