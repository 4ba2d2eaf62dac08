package main

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/store"
)

// key creates API keys for backend services.
func (m *Main) key(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] != "add" {
		return usageError("say add")
	}
	flags := flag.NewFlagSet("parley key add", flag.ContinueOnError)
	name := flags.String("name", "", "what the key is for")
	scopes := flags.String("scopes", "", "what it may do, separated by commas: ingest, send, read, admin")
	if err := m.parse(flags, args[1:]); err != nil {
		return err
	}
	if *name == "" || *scopes == "" {
		return usageError("-name and -scopes are required")
	}
	var given []account.Scope
	for scope := range strings.SplitSeq(*scopes, ",") {
		s := account.Scope(strings.TrimSpace(scope))
		if !s.Valid() {
			return usageError(fmt.Sprintf("there is no scope %q", s))
		}
		given = append(given, s)
	}
	ctx = account.WithOrigin(ctx, account.Origin{Actor: account.CommandLine})
	return m.withStore(ctx, func(st *store.Store) error {
		created, secret, err := st.CreateAPIKey(ctx, *name, given)
		if err != nil {
			return err
		}
		fmt.Fprintf(m.Stdout, "id %s\nkey %s\n", created.ID, secret)
		return nil
	})
}
