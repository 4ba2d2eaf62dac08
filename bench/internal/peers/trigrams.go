package peers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/bench/internal/accuracy"
	"github.com/parleyhq/parley/bench/internal/sets"
)

// AskTrigrams asks Postgres, at dsn, for the question with the greatest
// similarity() of pg_trgm to the message. It answers at 0.3, the extension's own
// threshold. What it creates is gone with its connection.
func AskTrigrams(ctx context.Context, dsn string, faqs []sets.FAQ, messages []string) (_ []Answer, err error) {
	connection, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, connection.Close(context.WithoutCancel(ctx))) }()
	if err := fillTrigrams(ctx, connection, faqs); err != nil {
		return nil, fmt.Errorf("store questions for pg_trgm: %w", err)
	}
	answers := make([]Answer, len(messages))
	for i, message := range messages {
		began := time.Now()
		var v accuracy.Verdict
		if err := connection.QueryRow(ctx, mostSimilar, message).Scan(&v.Best, &v.Score); err != nil {
			return nil, fmt.Errorf("ask pg_trgm: %w", err)
		}
		v.Answered = v.Score >= similarityThreshold
		answers[i] = Answer{Verdict: v, Took: time.Since(began)}
	}
	return answers, nil
}

const (
	// similarityThreshold is the default of pg_trgm.similarity_threshold.
	similarityThreshold = 0.3

	mostSimilar = `SELECT faq, similarity(question, $1)::float8 AS score FROM peer_questions ORDER BY score DESC, id LIMIT 1`
)

func fillTrigrams(ctx context.Context, connection *pgx.Conn, faqs []sets.FAQ) error {
	for _, statement := range []string{
		`CREATE EXTENSION IF NOT EXISTS pg_trgm`,
		`CREATE TEMPORARY TABLE peer_questions (id serial PRIMARY KEY, faq text NOT NULL, question text NOT NULL)`,
	} {
		if _, err := connection.Exec(ctx, statement); err != nil {
			return err
		}
	}
	var rows [][]any
	for _, f := range faqs {
		for _, q := range f.Questions {
			rows = append(rows, []any{f.Name, q})
		}
	}
	_, err := connection.CopyFrom(ctx, pgx.Identifier{"peer_questions"}, []string{"faq", "question"}, pgx.CopyFromRows(rows))
	if err != nil {
		return err
	}
	_, err = connection.Exec(ctx, `ANALYZE peer_questions`)
	return err
}
