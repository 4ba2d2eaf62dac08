package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/telemetry"
	"github.com/parleyhq/parley/migrations"
	"github.com/parleyhq/parley/store"
)

// migrateTimeout bounds waiting for Temporal and its caches.
const migrateTimeout = 2 * time.Minute

// migrate brings the database's schema and Temporal's search attributes up to
// this version and creates the first admin. Doing it again changes nothing.
func (m *Main) migrate(ctx context.Context, args []string) error {
	c, l, err := m.configure("migrate", args, nil)
	if err != nil {
		return err
	}
	if err := c.RequireDatabase(); err != nil {
		return err
	}
	pending, err := migrations.Pending(ctx, string(c.DatabaseURL))
	if err != nil {
		return err
	}
	if err := migrations.Up(ctx, string(c.DatabaseURL)); err != nil {
		return err
	}
	l.Info("database is up to date", "applied", pending)
	ctx = account.WithOrigin(ctx, account.Origin{Actor: account.CommandLine})
	if err := bootstrapAdmin(ctx, c, l); err != nil {
		return err
	}
	return m.migrateTemporal(ctx, c, l)
}

func (m *Main) migrateTemporal(ctx context.Context, c config.Config, l *slog.Logger) error {
	options, err := m.temporalOptions(c, l, telemetry.NewRegistry())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, migrateTimeout)
	defer cancel()
	temporal, err := waitForTemporal(ctx, options, l)
	if err != nil {
		return err
	}
	defer temporal.Close()
	added, err := registerSearchAttributes(ctx, temporal, options.Namespace)
	if err != nil {
		return err
	}
	l.Info("Temporal knows the search attributes", "namespace", options.Namespace, "added", added)
	return nil
}

// bootstrapAdmin creates the configured admin while there is no user at all.
func bootstrapAdmin(ctx context.Context, c config.Config, l *slog.Logger) error {
	if c.BootstrapAdminEmail == "" {
		return nil
	}
	st, err := store.Open(ctx, string(c.DatabaseURL), store.Options{MaxConns: 2})
	if err != nil {
		return err
	}
	defer st.Close()
	users, err := st.CountUsers(ctx)
	if err != nil || users > 0 {
		return err
	}
	hash, err := account.NewPasswords().Hash(ctx, string(c.BootstrapAdminPassword))
	if err != nil {
		return fmt.Errorf("hash the admin's password: %w", err)
	}
	created, err := st.CreateUser(ctx, account.NewUser{
		Profile:      account.Profile{Email: c.BootstrapAdminEmail, Name: "Admin"},
		Roles:        []account.Role{account.Admin},
		PasswordHash: hash,
	})
	if err != nil {
		return fmt.Errorf("create the first admin: %w", err)
	}
	l.Info("first admin created", "user", created.ID)
	return nil
}
