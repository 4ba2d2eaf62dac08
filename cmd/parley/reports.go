package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"github.com/parleyhq/parley/store"
)

// reports counts everything anew that reports show, as after rows were changed by
// hand. Workers may go on: they count what happens meanwhile when this is done.
func (m *Main) reports(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] != "rebuild" {
		return usageError("say rebuild")
	}
	flags := flag.NewFlagSet("parley reports rebuild", flag.ContinueOnError)
	if err := m.parse(flags, args[1:]); err != nil {
		return err
	}
	return m.withStore(ctx, func(st *store.Store) error {
		begin := time.Now()
		if err := st.RebuildReports(ctx); err != nil {
			return err
		}
		fmt.Fprintf(m.Stdout, "rebuilt in %s\n", time.Since(begin).Round(time.Millisecond))
		return nil
	})
}
