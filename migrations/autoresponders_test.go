package migrations_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/migrations"
)

func TestMain(m *testing.M) { devstack.Main(m) }

// before is the last version without embedders.
const before = 5

// released is a database of the release before, with one FAQ of two questions
// that have vectors of a model.
func released(t *testing.T, model string) (string, *pgx.Conn) {
	t.Helper()
	dsn := devstack.EmptyDatabase(t)
	require.NoError(t, migrations.To(t.Context(), dsn, before))
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(t.Context())) })
	exec(t, conn, `INSERT INTO faqs (id, type, status, answer) VALUES (gen_random_uuid(), 'general', 'active', 'Yes.')`)
	insertQuestion(t, conn, 0, model)
	insertQuestion(t, conn, 1, model)
	return dsn, conn
}

// insertQuestion is what the release before does.
func insertQuestion(t *testing.T, conn *pgx.Conn, position int, model string) {
	t.Helper()
	exec(t, conn, `
		INSERT INTO faq_questions (id, faq_id, position, text, model, embedding)
		SELECT gen_random_uuid(), id, $1::int, 'question ' || $1::int, $2, '[0,1,2]' FROM faqs`, position, model)
}

func exec(t *testing.T, conn *pgx.Conn, sql string, args ...any) {
	t.Helper()
	_, err := conn.Exec(t.Context(), sql, args...)
	require.NoError(t, err)
}

func number(t *testing.T, conn *pgx.Conn, sql string) (n int) {
	t.Helper()
	require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(&n))
	return n
}

func TestTheModelThatHasVectorsGoesOnServing(t *testing.T) {
	t.Parallel()
	for model, want := range map[string]string{
		"sentence-encoder-1":         "local sentence-encoder-1 3",
		"text-embedding-3-small/3":   "openai text-embedding-3-small 3",
		"BAAI/bge-small-en-v1.5/3":   "openai BAAI/bge-small-en-v1.5 3",
		"other/1536 that is its own": "local other/1536 that is its own 3",
	} {
		dsn, conn := released(t, model)
		require.NoError(t, migrations.Up(t.Context(), dsn))
		var serves, vectors string
		require.NoError(t, conn.QueryRow(t.Context(), `
			SELECT kind || ' ' || model || ' ' || dimensions, vector_model
			FROM embedders e JOIN matching m ON m.embedder_id = e.id`).Scan(&serves, &vectors))
		require.Equal(t, want, serves)
		require.Equal(t, model, vectors)
		require.Equal(t, 2, number(t, conn, `
			SELECT count(*) FROM faq_vectors v JOIN faq_questions q ON q.id = v.question_id AND q.model = v.model
			WHERE v.embedding = q.embedding`))
	}
}

func TestNothingServesWhereThereIsNothingToServe(t *testing.T) {
	t.Parallel()
	dsn := devstack.EmptyDatabase(t)
	require.NoError(t, migrations.Up(t.Context(), dsn))
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	require.Equal(t, 1, number(t, conn, `SELECT count(*) FROM matching WHERE embedder_id IS NULL`))
	require.NoError(t, conn.Close(t.Context()))
}

// An API of the release before may save FAQs while this one runs beside it.
func TestVectorsWrittenTheOldWayAreFound(t *testing.T) {
	t.Parallel()
	dsn, conn := released(t, "m")
	require.NoError(t, migrations.Up(t.Context(), dsn))
	revision := number(t, conn, `SELECT revision FROM matching`)
	insertQuestion(t, conn, 2, "m")
	require.Equal(t, 3, number(t, conn, `SELECT count(*) FROM faq_vectors WHERE model = 'm'`))
	require.Equal(t, revision+1, number(t, conn, `SELECT revision FROM matching`))
	exec(t, conn, `UPDATE faq_questions SET model = 'n', embedding = '[1,0,0]' WHERE position = 0`)
	require.Equal(t, 1, number(t, conn, `SELECT count(*) FROM faq_vectors WHERE model = 'n' AND embedding = '[1,0,0]'`))
	exec(t, conn, `UPDATE faq_questions SET position = 7 WHERE position = 0`)
	require.Equal(t, revision+2, number(t, conn, `SELECT revision FROM matching`), "only vectors count")
}

// What the release before cannot keep is taken down to what it can.
func TestTheWayBack(t *testing.T) {
	t.Parallel()
	dsn, conn := released(t, "m")
	require.NoError(t, migrations.Up(t.Context(), dsn))
	exec(t, conn, `INSERT INTO faqs (id, type, status, answer) VALUES (gen_random_uuid(), 'general', 'draft', '')`)
	exec(t, conn, `
		WITH q AS (
			INSERT INTO faq_questions (id, faq_id, position, text) SELECT gen_random_uuid(), id, 0, 'new' FROM faqs WHERE answer = ''
			RETURNING id)
		INSERT INTO faq_vectors (question_id, model, embedding) SELECT id, 'm', '[3,3,3]' FROM q`)
	require.NoError(t, migrations.To(t.Context(), dsn, before))
	require.Equal(t, 3, number(t, conn, `SELECT count(*) FROM faq_questions WHERE model = 'm'`))
	require.Equal(t, 1, number(t, conn, `SELECT count(*) FROM faq_questions WHERE text = 'new' AND embedding = '[3,3,3]'`))
	require.NoError(t, migrations.Up(t.Context(), dsn))
}
