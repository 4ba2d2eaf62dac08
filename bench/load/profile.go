package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
	"time"

	"github.com/parleyhq/parley/bench/internal/report"
)

// profiled measures a load and, if asked to, what it is that costs: a CPU
// profile of this process and the statements that Postgres spent its time on.
func (b *bench) profiled(ctx context.Context, p plan) (_ report.Load, err error) {
	if b.options.profile != "" {
		file, err := os.Create(b.options.profile + "." + p.key)
		if err != nil {
			return report.Load{}, fmt.Errorf("write profile: %w", err)
		}
		if err := pprof.StartCPUProfile(file); err != nil {
			return report.Load{}, errors.Join(fmt.Errorf("write profile: %w", err), file.Close())
		}
		defer func() {
			pprof.StopCPUProfile()
			err = errors.Join(err, file.Close())
		}()
	}
	if !b.options.statements {
		return b.alternate(ctx, p)
	}
	if err := b.stack.ForgetStatements(ctx, database); err != nil {
		return report.Load{}, err
	}
	measured, err := b.alternate(ctx, p)
	if err != nil {
		return report.Load{}, err
	}
	return measured, b.printStatements(ctx, measured)
}

// printStatements says what Postgres did for one message.
func (b *bench) printStatements(ctx context.Context, l report.Load) error {
	statements, err := b.stack.Statements(ctx, database, statementsShown)
	if err != nil {
		return err
	}
	messages := float64(len(l.Pairs) * l.Shape.Total())
	say("%s: per message of Parley, setting up included", l.Name)
	for _, s := range statements {
		say("%6.2f calls %7.3f ms %6.0f B of WAL  %.100s", float64(s.Calls)/messages,
			float64(s.Total)/float64(time.Millisecond)/messages, float64(s.WALBytes)/messages, s.Text)
	}
	return nil
}

const statementsShown = 20
