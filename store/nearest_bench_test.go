package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

// BenchmarkNearest is what a message costs by the number of questions there are:
// 512 dimensions, five questions an FAQ, every tenth FAQ a draft.
func BenchmarkNearest(b *testing.B) {
	for _, questions := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(questions), func(b *testing.B) {
			dsn := devstack.Database(b)
			s, err := store.Open(b.Context(), dsn, store.Options{MaxConns: 2})
			require.NoError(b, err)
			b.Cleanup(s.Close)
			raw, err := pgxpool.New(b.Context(), dsn)
			require.NoError(b, err)
			b.Cleanup(raw.Close)
			for _, sql := range fillQuestions() {
				_, err := raw.Exec(b.Context(), sql, questions/5)
				require.NoError(b, err)
			}
			_, err = raw.Exec(b.Context(), `VACUUM ANALYZE`)
			require.NoError(b, err)
			asked := make([]float32, 512)
			random := rand.New(rand.NewPCG(1, 2))
			for i := range asked {
				asked[i] = random.Float32() - 0.5
			}
			for b.Loop() {
				found, err := s.Nearest(b.Context(), model, asked, 64)
				require.NoError(b, err)
				require.Len(b, found, 64)
			}
		})
	}
}

func fillQuestions() []string {
	return []string{
		`INSERT INTO faqs (id, type, status, answer)
		 SELECT gen_random_uuid(), 'general', CASE WHEN i % 10 = 0 THEN 'draft' ELSE 'active' END, repeat('answer ', 20)
		 FROM generate_series(1, $1::int) i`,
		`INSERT INTO faq_questions (id, faq_id, position, text)
		 SELECT gen_random_uuid(), id, p, 'How can I do this thing number ' || p || '?' FROM faqs, generate_series(0, 4) p WHERE $1 > 0`,
		`INSERT INTO faq_vectors (question_id, model, embedding)
		 SELECT id, 'test-model', (SELECT array_agg(random() - 0.5) FROM generate_series(1, 512) WHERE id IS NOT NULL)::vector
		 FROM faq_questions WHERE $1 > 0`,
	}
}
