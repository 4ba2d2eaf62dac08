package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/parleyhq/parley/bench/internal/report"
)

// measure measures all loads and prints the report.
func (b *bench) measure(ctx context.Context) error {
	page := report.Page{
		Engine: b.stack.About, At: time.Now(),
		Machine: fmt.Sprintf("%d CPUs, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version()),
	}
	plans, err := b.plans(ctx)
	if err != nil {
		return err
	}
	if err := b.warmUp(ctx, plans); err != nil {
		return err
	}
	for _, p := range plans {
		measured, err := b.profiled(ctx, p)
		if err != nil {
			return err
		}
		page.Loads = append(page.Loads, measured)
	}
	if b.options.measures("light") {
		say("light load")
		if page.Light, err = b.light(ctx); err != nil {
			return err
		}
	}
	return b.publish(page)
}

// warmUp sends a little of each load, unmeasured: connections open, pollers
// grow, statements are prepared.
func (b *bench) warmUp(ctx context.Context, plans []plan) error {
	say("warming up")
	for _, p := range plans {
		p.Shape.Conversations, p.Shape.Messages = p.Shape.InFlight, min(p.Shape.Messages, 2)
		if _, err := b.window(ctx, b.bare, with(p.Shape, body()), p.key+"-warm"); err != nil {
			return err
		}
		if _, err := b.window(ctx, p.side, p.Shape, p.key+"-warm"); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) publish(page report.Page) error {
	var text bytes.Buffer
	if err := page.Markdown(&text); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if _, err := os.Stdout.Write(text.Bytes()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if b.options.out == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(b.options.out), 0o755); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if err := os.WriteFile(b.options.out, text.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
