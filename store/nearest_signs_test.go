package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/pgvector/pgvector-go"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

// TestManyQuestionsAreFoundByTheirSigns: around each of some directions lie
// questions ever further away, in a crowd of others ten times the shortlist. A
// search that looked at the signs only would mix their order up, one that lost
// them there would miss them.
func TestManyQuestionsAreFoundByTheirSigns(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const dimensions, directions, around, crowd = 256, 8, 20, 7000
	random := rand.New(rand.NewPCG(1, 2))
	direction := func() []float32 {
		v := make([]float32, dimensions)
		for i := range v {
			v[i] = float32(random.NormFloat64())
		}
		return v
	}
	asked := make([][]float32, directions)
	var vectors []pgvector.Vector
	for i := range asked {
		asked[i] = direction()
		for step := range around {
			v := direction()
			for d := range v {
				v[d] = asked[i][d] + v[d]*float32(step)*0.04
			}
			vectors = append(vectors, pgvector.NewVector(v))
		}
		// The same once more: which of the two comes first is settled too.
		vectors = append(vectors, vectors[len(vectors)-1])
	}
	for range crowd {
		vectors = append(vectors, pgvector.NewVector(direction()))
	}
	b.insertQuestions(t, vectors)

	for _, vector := range asked {
		want, err := b.NearestExactly(t.Context(), model, vector, around)
		require.NoError(t, err)
		require.Len(t, want, around)
		for way, nearest := range ways(b.Store) {
			found, err := nearest(t.Context(), model, vector, around)
			require.NoError(t, err)
			require.Equal(t, want, found, way)
		}
	}

	// More than the shortlist lie nearer and may not answer.
	b.exec(t, `UPDATE faqs SET status = 'draft', answer = ''`)
	for _, vector := range asked[:2] {
		last := b.createFAQ(t, faq.New(faq.General, "Yes.", "the furthest"), faq.Active, [][]float32{opposite(vector)})
		found, err := b.NearestBySigns(t.Context(), model, vector, 1)
		require.NoError(t, err)
		require.Equal(t, last.ID, found[0].FAQID)
		b.exec(t, `UPDATE faqs SET status = 'archived' WHERE id = $1`, last.ID)
	}
}

func opposite(vector []float32) []float32 {
	out := make([]float32, len(vector))
	for i, x := range vector {
		out[i] = -x
	}
	return out
}

// insertQuestions stores active FAQs of one question each, past the store.
func (b bundle) insertQuestions(t *testing.T, vectors []pgvector.Vector) {
	t.Helper()
	texts := make([]string, len(vectors))
	literals := make([]string, len(vectors))
	for i, v := range vectors {
		texts[i], literals[i] = fmt.Sprintf("question %d", i), v.String()
	}
	b.exec(t, `
		WITH given AS MATERIALIZED (
			SELECT gen_random_uuid() AS faq, gen_random_uuid() AS question, text, vector::vector
			FROM unnest($1::text[], $2::text[]) AS g (text, vector)
		), f AS (
			INSERT INTO faqs (id, type, status, answer) SELECT faq, 'general', 'active', 'Yes.' FROM given
		), q AS (
			INSERT INTO faq_questions (id, faq_id, position, text) SELECT question, faq, 0, text FROM given
		)
		INSERT INTO faq_vectors (question_id, model, embedding) SELECT question, $3, vector FROM given`,
		texts, literals, model)
}
