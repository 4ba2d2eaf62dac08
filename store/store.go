// Package store keeps Parley's data in Postgres with pgvector: one file per
// aggregate, hand-written SQL, every rule that must hold under concurrency held
// by a key or a row lock.
package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxvec "github.com/pgvector/pgvector-go/pgx"
	"golang.org/x/sync/semaphore"

	"github.com/parleyhq/parley/conversation"
)

// Store is a pool of connections to one Parley database.
type Store struct {
	pool   *pgxpool.Pool
	intake *intake
	keys   keyring
	// searches bounds the connections that lists of conversations use.
	searches *semaphore.Weighted
	// searchPool is for texts that are searched for.
	searchPool *pgxpool.Pool
	// idKey makes the ids of conversations that nobody may be able to compute.
	idKey []byte
}

// Options bound what a Store takes from the database.
type Options struct {
	// MaxConns is the size of the pool, 0 for pgx's default.
	MaxConns int32
	// ReservedConns is how many of them lists of conversations leave to others, so that slow ones never keep messages from being taken in; at
	// least one connection is left to lists too.
	ReservedConns int32
	// SearchConns is how many connections searches of texts have beside the pool, 0
	// for 4. They are opened when they are needed.
	SearchConns int32
	// SearchTimeout ends a search of texts in conversations that runs longer, 0 for 3 s.
	SearchTimeout time.Duration
	// StatementTimeout ends a statement that runs longer, 0 for 5 s.
	StatementTimeout time.Duration
	// IDKey makes the ids of conversations with people who are known by their phone
	// number, or by what a provider can tell: whoever has it can compute them.
	// Messages of such people fail without it.
	IDKey []byte
	// SealKeys seal the secrets of inboxes: the first seals, all open. Without any,
	// no inbox can have credentials.
	SealKeys []SealKey
}

// Open connects to the database at dsn. It fails if the database cannot be
// reached or has no pgvector; it does not migrate.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	keys, err := newKeyring(o.SealKeys)
	if err != nil {
		return nil, err
	}
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		// pgx's error would repeat the DSN, which may hold a password.
		return nil, errors.New("open database: the connection string is not valid")
	}
	if o.MaxConns > 0 {
		config.MaxConns = o.MaxConns
	}
	if o.StatementTimeout == 0 {
		o.StatementTimeout = 5 * time.Second
	}
	params := config.ConnConfig.RuntimeParams
	params["application_name"] = "parley"
	params["timezone"] = "UTC"
	params["statement_timeout"] = fmt.Sprint(o.StatementTimeout.Milliseconds())
	params["lock_timeout"] = "4000"
	params["idle_in_transaction_session_timeout"] = "10000"
	config.AfterConnect = registerVectors
	config.PrepareConn = sayOrigin
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach database: %w", err)
	}
	searching, err := openSearches(ctx, config, o.SearchConns, o.SearchTimeout)
	if err != nil {
		pool.Close()
		return nil, err
	}
	searches := max(1, config.MaxConns-o.ReservedConns)
	s := &Store{
		pool: pool, keys: keys, searches: semaphore.NewWeighted(int64(searches)), searchPool: searching, idKey: o.IDKey,
	}
	s.intake = newIntake(s)
	return s, nil
}

// registerVectors teaches a connection pgvector's types and lists of vectors.
func registerVectors(ctx context.Context, conn *pgx.Conn) error {
	if err := pgxvec.RegisterTypes(ctx, conn); err != nil {
		return err
	}
	vectors, err := conn.LoadType(ctx, "_vector")
	if err != nil {
		return fmt.Errorf("look up lists of vectors: %w", err)
	}
	conn.TypeMap().RegisterType(vectors)
	return nil
}

// Close waits for the connections in use and closes them all.
func (s *Store) Close() {
	s.searchPool.Close()
	s.pool.Close()
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.pool.Ping(ctx); err != nil {
		return fmt.Errorf("ping database: %w", err)
	}
	return nil
}

// Unavailable reports whether err says that the database cannot be used now,
// so that the caller should try again later: no connection, shutting down, out
// of connections or of disk.
func Unavailable(err error) bool {
	var connect *pgconn.ConnectError
	var pg *pgconn.PgError
	var network net.Error
	switch {
	case err == nil:
		return false
	case errors.As(err, &connect):
		// Whatever the server said to a newcomer: it could not be used.
		return true
	case errors.As(err, &pg):
		class := pg.Code[:2]
		return class == "08" || class == "53" || class == "57" || class == "58" || pg.Code == "55P03" || pg.Code == "25P03"
	default:
		return errors.As(err, &network) || pgconn.Timeout(err) || pgconn.SafeToRetry(err) || errors.Is(err, io.ErrUnexpectedEOF) ||
			strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "unexpected EOF")
	}
}

// inTx runs do in a transaction. A serialization failure or a deadlock rolls
// everything back and runs it again, at most five times.
func (s *Store) inTx(ctx context.Context, do func(pgx.Tx) error) error {
	const tries = 5
	var err error
	for range tries {
		if err = pgx.BeginFunc(ctx, s.pool, do); !retriable(err) {
			return err
		}
	}
	return err
}

// retriable reports whether err is a serialization failure or a deadlock: the
// transaction was rolled back for no fault of its own.
func retriable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// violates reports whether err is a violation of the named constraint or index.
func violates(err error, constraint string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.ConstraintName == constraint
}

// invalid marks an error that says that the data itself cannot be stored
// (SQLSTATE class 22; class 54, as for a key too long for its index; a file that
// is not stored) as conversation.ErrInvalid.
func invalid(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (pg.Code[:2] == "22" || pg.Code[:2] == "54" || violates(err, usesFile)) {
		return errors.Join(conversation.ErrInvalid, err)
	}
	return err
}

// null turns a zero instant into NULL.
func null(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// instant turns NULL into the zero instant.
func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// nullID turns an empty id into NULL.
func nullID(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}

// text turns NULL into "".
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
