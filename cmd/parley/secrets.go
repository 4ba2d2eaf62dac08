package main

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"github.com/parleyhq/parley/store"
)

// secrets seals the secrets of all inboxes and embedders with the key that stands in
// front, so that the former ones can be taken away.
func (m *Main) secrets(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] != "reseal" {
		return usageError("say reseal")
	}
	if err := m.parse(flag.NewFlagSet("parley secrets reseal", flag.ContinueOnError), args[1:]); err != nil {
		return err
	}
	return m.withStore(ctx, func(st *store.Store) error {
		done, err := st.Reseal(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(m.Stdout, "resealed %d\nlocked %d\n", done.Count, len(done.Locked))
		if len(done.Locked) > 0 {
			return fmt.Errorf("no key opens the secrets of %s: keep the former keys, or give these all their credentials anew", strings.Join(done.Locked, ", "))
		}
		return nil
	})
}
