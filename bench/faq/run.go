package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/parleyhq/parley/bench/internal/deployment"
	"github.com/parleyhq/parley/matcher/embedding/local"
)

// run measures, prints the report and writes it.
func run(ctx context.Context, args []string) error {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, o.limit, fmt.Errorf("not done within %s", o.limit))
	defer cancel()
	b := &bench{options: o}
	if b.corpora, err = readCorpora(os.DirFS(filepath.Join(o.data, "faq")), o.messages()); err != nil {
		return err
	}
	if b.model, err = local.Open(o.tools("model")); err != nil {
		return fmt.Errorf("the embedded model is missing, `make setup` fetches it: %w", err)
	}
	p, err := o.kept()
	if err != nil {
		return err
	}
	if err := b.measure(ctx, &p); err != nil {
		return errors.Join(context.Cause(ctx), err)
	}
	p.dropIncomplete()
	return o.publish(&p)
}

// bench is a benchmark under way.
type bench struct {
	options options
	corpora corpora
	// model is the embedded model in this process.
	model *local.Model
}

// measure measures every part that is wanted, and keeps each as soon as it is
// there.
func (b *bench) measure(ctx context.Context, p *page) error {
	parts := map[string]func(context.Context, *page) error{
		partAccuracy: b.accuracy, partSpeed: b.speed, partImport: b.imports,
	}
	for _, part := range allParts() {
		if !b.options.measures(part) {
			continue
		}
		if err := parts[part](ctx, p); err != nil {
			return err
		}
		p.At[part] = time.Now()
		if err := b.options.save(*p); err != nil {
			return err
		}
	}
	return nil
}

// deploy starts Parley, has do use it, and stops it.
func (b *bench) deploy(ctx context.Context, do func(*deployment.Deployment) error) error {
	d, err := deployment.Start(ctx, deployment.Options{Binary: b.options.binary, ModelDir: b.options.tools("model")})
	if err != nil {
		return err
	}
	return errors.Join(do(d), d.Stop())
}

func (o options) publish(p *page) error {
	var text bytes.Buffer
	p.markdown(&text)
	if _, err := os.Stdout.Write(text.Bytes()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if o.out == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(o.out), 0o755); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if err := os.WriteFile(o.out, text.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
}
