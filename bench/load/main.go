// Load measures what a message costs from the caller's request to its durable
// effect, beside the bare engine: a signal into an empty workflow on the same
// server in the same run. It starts all it needs on loopback, stops by itself
// and leaves nothing behind.
//
//	go run ./bench/load -engine dev-file -out bench/results/engine.md
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
