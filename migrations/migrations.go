// Package migrations holds the database schema as numbered SQL files and
// applies them. Files are expand/contract: an old binary keeps working on the
// new schema.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"

	_ "github.com/jackc/pgx/v5/stdlib" // database/sql driver "pgx" for goose
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed *.sql
var files embed.FS

// Up applies every migration the database at dsn lacks. Concurrent callers
// wait for each other on a session-level advisory lock, so every process may
// call it at start.
func Up(ctx context.Context, dsn string) (err error) {
	provider, db, err := open(dsn)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := db.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("close migration connection: %w", cerr)
		}
	}()
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Pending reports how many migrations the database at dsn lacks.
func Pending(ctx context.Context, dsn string) (n int, err error) {
	provider, db, err := open(dsn)
	if err != nil {
		return 0, err
	}
	defer func() {
		if cerr := db.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("close migration connection: %w", cerr)
		}
	}()
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	for _, s := range provider.ListSources() {
		if s.Version > current && s.Version <= target {
			n++
		}
	}
	return n, nil
}

func open(dsn string) (*goose.Provider, *sql.DB, error) {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, nil, fmt.Errorf("migration lock: %w", err)
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, nil, fmt.Errorf("open database: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
	if err != nil {
		return nil, nil, fmt.Errorf("read migrations: %w", err)
	}
	return provider, db, nil
}
