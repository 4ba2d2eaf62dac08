package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/live"
)

// liveChannel is what the notes of all processes go through.
const liveChannel = "parley_live"

// Listen hears every note on a connection of its own, beside the pool. It
// implements live.Source.
func (s *Store) Listen(ctx context.Context, ready func(), heard func(payload []byte)) error {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	// The context that ends the listening would keep the goodbye from being said.
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+liveChannel); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	ready()
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return fmt.Errorf("listen: %w", err)
		}
		heard([]byte(n.Payload))
	}
}

// Tell sends a note to the listeners of all processes. It is not kept.
func (s *Store) Tell(ctx context.Context, n live.Note) error {
	payload, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("encode note: %w", err)
	}
	if _, err := s.pool.Exec(ctx, tellLive, string(payload)); err != nil {
		return fmt.Errorf("tell: %w", err)
	}
	return nil
}

const tellLive = `SELECT pg_notify('` + liveChannel + `', $1)`
