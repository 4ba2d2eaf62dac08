// Faq measures how well and how fast Parley answers from FAQs, beside other
// systems that are given the same FAQs and messages. It starts Parley's own
// processes and goes the way its users go: a CSV file is imported, the training
// for it is waited for, and every message is put to Test FAQ. All it starts is on
// loopback and gone afterwards.
//
//	PARLEY_DATA=… go run ./bench/faq -out bench/results/faq.md
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
