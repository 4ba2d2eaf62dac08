package main

import "context"

// running is a part of the program that serves until it is ended, or fails.
type running struct {
	cancel context.CancelFunc
	// done is closed when it serves no more; err then says why.
	done chan struct{}
	err  error
}

// start runs serve beside the caller. It does not end with ctx: parts are ended
// one after the other, in an order.
func start(ctx context.Context, serve func(context.Context) error) *running {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r := &running{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(r.done)
		r.err = serve(ctx)
	}()
	return r
}

// end asks the part to end, waits for it, and returns how it ended.
func (r *running) end() error {
	r.cancel()
	<-r.done
	return r.err
}
