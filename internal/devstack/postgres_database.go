package devstack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// DSN returns the connection string of a database of this server, with all
// rights. It stays the same across restarts of a state folder with a short path.
func (s *PostgresServer) DSN(database string) string {
	dsn := url.URL{Scheme: "postgres", Path: "/" + database}
	if s.port != 0 {
		dsn.User = url.User(superuser)
		dsn.Host = net.JoinHostPort(loopback, strconv.Itoa(s.port))
		dsn.RawQuery = url.Values{"sslmode": {"disable"}}.Encode()
	} else {
		dsn.RawQuery = url.Values{"host": {s.sockets}, "port": {"5432"}, "user": {superuser}}.Encode()
	}
	return dsn.String()
}

// EnsureDatabase creates the database if the server has none of that name.
func (s *PostgresServer) EnsureDatabase(ctx context.Context, name string) (err error) {
	connection, err := pgx.Connect(ctx, s.DSN("postgres"))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	var exists bool
	err = connection.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&exists)
	if err != nil {
		return fmt.Errorf("look for database: %w", err)
	}
	if exists {
		return nil
	}
	if _, err := connection.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}
