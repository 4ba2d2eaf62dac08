package migrations_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/migrations"
)

// withoutSigns is the last version that has vectors and not their signs.
const (
	withoutSigns = 9
	withSigns    = 10
)

const (
	// signsOfOthers counts vectors whose signs are not theirs, and signs without
	// a vector.
	signsOfOthers = `
		SELECT count(*) FROM faq_vectors v FULL JOIN faq_vector_signs s USING (question_id, model)
		WHERE s.signs IS DISTINCT FROM vector_signs(v.embedding)`
	addQuestion = `
		WITH f AS (
			INSERT INTO faqs (id, type, status, answer) VALUES (gen_random_uuid(), 'general', 'active', 'Yes.') RETURNING id
		), q AS (
			INSERT INTO faq_questions (id, faq_id, position, text) SELECT gen_random_uuid(), id, 0, $1 FROM f RETURNING id
		)
		INSERT INTO faq_vectors (question_id, model, embedding) SELECT id, 'm', $2::text::vector FROM q`
)

func TestEveryVectorHasItsSigns(t *testing.T) {
	t.Parallel()
	dsn := devstack.EmptyDatabase(t)
	require.NoError(t, migrations.To(t.Context(), dsn, withoutSigns))
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(t.Context())) })
	exec(t, conn, addQuestion, "before", "[1,-1,0,0.5]")

	require.NoError(t, migrations.To(t.Context(), dsn, withSigns))
	require.Equal(t, 1, number(t, conn, `SELECT count(*) FROM faq_vector_signs WHERE signs = B'1001'`))
	exec(t, conn, `DELETE FROM goose_db_version WHERE version_id = 10`)
	require.NoError(t, migrations.To(t.Context(), dsn, withSigns), "begun once and given up")
	exec(t, conn, addQuestion, "after", "[-2,3]")
	exec(t, conn, `UPDATE faq_vectors SET embedding = '[-1,1,1,1]' WHERE vector_dims(embedding) = 4`)
	require.Equal(t, 1, number(t, conn, `SELECT count(*) FROM faq_vector_signs WHERE signs = B'0111'`))
	exec(t, conn, `UPDATE faq_vectors SET model = 'n', embedding = '[1,1]' WHERE vector_dims(embedding) = 2`)
	require.Equal(t, 2, number(t, conn, `SELECT count(*) FROM faq_vector_signs`))
	require.Zero(t, number(t, conn, signsOfOthers))
	exec(t, conn, `DELETE FROM faqs USING faq_questions q WHERE q.faq_id = faqs.id AND q.text = 'before'`)
	require.Equal(t, 1, number(t, conn, `SELECT count(*) FROM faq_vector_signs`))

	require.NoError(t, migrations.To(t.Context(), dsn, withoutSigns))
	exec(t, conn, addQuestion, "between", "[1,2,3]")
	require.NoError(t, migrations.To(t.Context(), dsn, withSigns))
	require.Equal(t, 2, number(t, conn, `SELECT count(*) FROM faq_vector_signs`))
	require.Zero(t, number(t, conn, signsOfOthers))
}

// A pgvector of before 0.7 has no function for signs.
func TestSignsWithoutAFunctionOfPgvector(t *testing.T) {
	t.Parallel()
	dsn := devstack.EmptyDatabase(t)
	require.NoError(t, migrations.To(t.Context(), dsn, withoutSigns))
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(t.Context())) })
	exec(t, conn, `ALTER FUNCTION binary_quantize(vector) RENAME TO quantize`)
	exec(t, conn, addQuestion, "before", "[1,-1,0,0.5,-0.1,7,1e-9,-0,3]")
	require.NoError(t, migrations.To(t.Context(), dsn, withSigns))
	require.Equal(t, 1, number(t, conn, `
		SELECT count(*) FROM faq_vectors JOIN faq_vector_signs USING (question_id, model)
		WHERE signs = B'100101101' AND signs = quantize(embedding)`))
}
