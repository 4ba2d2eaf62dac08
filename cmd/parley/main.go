// Command parley is Parley: the API, the worker, a complete development
// environment, and what an operator needs to run them. `parley help` lists it.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // schedules know every zone, also in an image without files
)

// echo is how long after the first signal to stop further ones mean the same.
const echo = 2 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second Ctrl-C ends the process at once, and its children go with it; but
	// not the echo of the first one, which some parents send on.
	context.AfterFunc(ctx, func() { time.AfterFunc(echo, stop) })
	m := &Main{Environ: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	os.Exit(m.Run(ctx, os.Args[1:]))
}
