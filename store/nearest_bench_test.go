package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pgvector/pgvector-go"
	pgxvector "github.com/pgvector/pgvector-go/pgx"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

// BenchmarkNearest is what a message costs by the number of questions there are,
// and by the way they are searched, on questions and messages of the folder
// PARLEY_DATA: five questions an FAQ, every tenth FAQ a draft. Of the search by
// signs it also says which part of the 1, 8 and 64 nearest it finds.
func BenchmarkNearest(b *testing.B) {
	wording := readWordings(b)
	vectors := wording.embed(b, wording.questions(100_000))
	asked := wording.embed(b, wording.messages(200))
	for _, n := range []int{1_000, 5_000, 10_000, 100_000} {
		s := benchStore(b, vectors[:n])
		for _, way := range []string{"exactly", "by signs", "as it comes"} {
			b.Run(fmt.Sprintf("%d %s", n, way), func(b *testing.B) {
				benchNearest(b, ways(s)[way], asked)
				if way == "by signs" {
					reportRecall(b, s, asked)
				}
			})
		}
	}
}

func benchNearest(b *testing.B, nearest find, asked [][]float32) {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		found, err := nearest(b.Context(), model, asked[len(took)%len(asked)], 64)
		took = append(took, time.Since(began))
		require.NoError(b, err)
		require.GreaterOrEqual(b, len(found), 64)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/median")
}

// reportRecall says which part of the nearest a search by signs finds.
func reportRecall(b *testing.B, s *store.Store, asked [][]float32) {
	b.Helper()
	places := []int{1, 8, 64}
	found := make([]int, len(places))
	for _, vector := range asked {
		want, err := s.NearestExactly(b.Context(), model, vector, 64)
		require.NoError(b, err)
		got, err := s.NearestBySigns(b.Context(), model, vector, 64)
		require.NoError(b, err)
		for i, k := range places {
			found[i] += asNear(got, want[:k])
		}
	}
	for i, k := range places {
		b.ReportMetric(100*float64(found[i])/float64(k*len(asked)), fmt.Sprintf("%%recall@%d", k))
	}
}

// asNear counts how many of got are as near as the nearest are: of equal ones it
// does not matter which.
func asNear(got, nearest []faq.Candidate) int {
	n := 0
	for _, c := range got[:len(nearest)] {
		if c.Score >= nearest[len(nearest)-1].Score {
			n++
		}
	}
	return n
}

// benchStore returns a store with a question for each vector.
func benchStore(b *testing.B, vectors [][]float32) *store.Store {
	b.Helper()
	dsn := devstack.Database(b)
	s, err := store.Open(b.Context(), dsn, store.Options{MaxConns: 2})
	require.NoError(b, err)
	b.Cleanup(s.Close)
	config, err := pgxpool.ParseConfig(dsn)
	require.NoError(b, err)
	config.AfterConnect = pgxvector.RegisterTypes
	raw, err := pgxpool.NewWithConfig(b.Context(), config)
	require.NoError(b, err)
	defer raw.Close()

	var faqs, questions, rows [][]any
	for i, v := range vectors {
		if i%5 == 0 {
			status := faq.Active
			if i%50 == 0 {
				status = faq.Draft
			}
			faqs = append(faqs, []any{uuid.New().String(), "general", string(status), "An answer of some words."})
		}
		id := uuid.New().String()
		questions = append(questions, []any{id, faqs[i/5][0], i % 5, fmt.Sprintf("How can I do the thing number %d?", i)})
		rows = append(rows, []any{id, model, pgvector.NewVector(v)})
	}
	for _, table := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"faqs", []string{"id", "type", "status", "answer"}, faqs},
		{"faq_questions", []string{"id", "faq_id", "position", "text"}, questions},
		{"faq_vectors", []string{"question_id", "model", "embedding"}, rows},
	} {
		began := time.Now()
		_, err := raw.CopyFrom(b.Context(), pgx.Identifier{table.name}, table.columns, pgx.CopyFromRows(table.rows))
		require.NoError(b, err)
		b.Logf("%s: %d rows in %s", table.name, len(table.rows), time.Since(began).Round(time.Millisecond))
	}
	_, err = raw.Exec(b.Context(), `VACUUM ANALYZE`)
	require.NoError(b, err)
	return s
}
