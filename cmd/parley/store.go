package main

import (
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/store"
)

// storeOptions shares a process's connections between searches and the rest.
func storeOptions(c config.Config) store.Options {
	conns := int32(c.DatabaseConns) //nolint:gosec // the configuration bounds it
	return store.Options{MaxConns: conns, ReservedConns: conns * 2 / 5}
}
