package main

import (
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/store"
)

// storeOptions shares a process's connections between searches and the rest.
func storeOptions(c config.Config) store.Options {
	return store.Options{MaxConns: c.DatabaseConns, ReservedConns: c.DatabaseConns * 2 / 5}
}
