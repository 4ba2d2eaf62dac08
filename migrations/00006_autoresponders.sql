-- +goose Up
-- What FAQs are matched with: embedders, vectors of several models side by side, trainings, and one row that says
-- what serves now.

CREATE TABLE embedders (
    -- UUIDv5 of the four columns that follow it.
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('local', 'openai')),
    model        text NOT NULL CHECK (model <> ''),
    base_url     text NOT NULL DEFAULT '',
    dimensions   integer NOT NULL CHECK (dimensions > 0),
    api_key      text NOT NULL DEFAULT '',
    -- What stands beside its vectors: some models can make vectors of several lengths.
    vector_model text NOT NULL GENERATED ALWAYS AS (
        CASE kind WHEN 'local' THEN model ELSE model || '/' || dimensions::text END) STORED,
    created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE faq_vectors (
    question_id uuid NOT NULL REFERENCES faq_questions (id) ON DELETE CASCADE,
    model       text NOT NULL CHECK (model <> ''),
    -- A zero vector has no direction: its cosine distance is NaN, which sorts above every number. pgvector adds up
    -- squares in 32 bits, where those of a tiny vector vanish (it would be like everything) and those of a huge one
    -- overflow.
    embedding   vector NOT NULL CHECK (vector_norm(embedding) BETWEEN 1e-15 AND 1e15),
    PRIMARY KEY (question_id, model)
);
-- Vectors stay in their rows while these fit a page: an exact scan is three times as fast as one that fetches each
-- vector from elsewhere. Of 100,000 vectors of 512 dimensions a scan takes 105 ms of CPU, 80 ms once shared_buffers
-- holds four times the table; as halfvec it would take 60 ms, but pgvector has that type since 0.7 only, and not every
-- distribution has that.
ALTER TABLE faq_vectors ALTER COLUMN embedding SET STORAGE MAIN;
-- So that they do, Postgres would move the model's name out of the row instead, if it is longer than a pointer, and a
-- scan that asks for the model would fetch each name from elsewhere: three times as slow again.
ALTER TABLE faq_vectors ALTER COLUMN model SET STORAGE PLAIN;
-- FAQs cannot be saved during the copy, answering goes on: 100,000 vectors took 15 s on two busy cores.
LOCK TABLE faq_questions IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO faq_vectors (question_id, model, embedding) SELECT id, model, embedding FROM faq_questions;
CREATE INDEX faq_vectors_model ON faq_vectors (model);

CREATE TABLE trainings (
    id         uuid PRIMARY KEY,
    model      text NOT NULL,
    revision   bigint NOT NULL,
    questions  integer NOT NULL,
    faqs       integer NOT NULL,
    data       bytea NOT NULL,
    balanced   double precision NOT NULL,
    cautious   double precision NOT NULL,
    summary    jsonb NOT NULL DEFAULT '{}',
    took_ms    bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- It is compressed already, if that pays at all.
ALTER TABLE trainings ALTER COLUMN data SET STORAGE EXTERNAL;

-- One row. Whoever changes what FAQs match locks it last, so that no two changes wait for each other.
CREATE TABLE matching (
    singleton            boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    -- Grows with every change of what FAQs match.
    revision             bigint NOT NULL DEFAULT 1,
    -- What serves; NULL until the first worker has started.
    embedder_id          uuid REFERENCES embedders (id),
    training_id          uuid REFERENCES trainings (id) ON DELETE SET NULL,
    calibration          text NOT NULL DEFAULT 'balanced' CHECK (calibration IN ('balanced', 'cautious')),
    threshold            double precision CHECK (threshold > '-Infinity' AND threshold < 'Infinity'),
    chain                text[] NOT NULL DEFAULT '{faq,quick_reply}'
                         CHECK (chain <@ ARRAY['faq', 'quick_reply', 'filler']),
    -- What served before: its vectors stay until the next change, as a way back.
    previous_embedder_id uuid REFERENCES embedders (id),
    -- What the environment asked for last: asking again undoes no change that was made through the API.
    env_embedder_id      uuid REFERENCES embedders (id),
    -- What is to serve once every question has a vector of it.
    reembed_to           uuid REFERENCES embedders (id),
    reembed_at           timestamptz,
    edited_by            uuid,
    updated_at           timestamptz NOT NULL DEFAULT now()
);
INSERT INTO matching DEFAULT VALUES;

-- The model most questions have a vector of goes on serving. Its endpoint is not known here, so the row's id is not
-- made of it: the first worker whose environment names the same model puts its own embedder in the place.
-- +goose StatementBegin
WITH most AS (
    SELECT model, max(vector_dims(embedding)) AS dimensions FROM faq_vectors
    GROUP BY model ORDER BY count(*) DESC, model LIMIT 1
), kept AS (
    INSERT INTO embedders (id, kind, model, dimensions)
    SELECT gen_random_uuid(),
           CASE WHEN model LIKE '%/' || dimensions THEN 'openai' ELSE 'local' END,
           CASE WHEN model LIKE '%/' || dimensions
                THEN left(model, -length('/' || dimensions)) ELSE model END,
           dimensions
    FROM most
    RETURNING id
)
UPDATE matching SET embedder_id = kept.id FROM kept;
-- +goose StatementEnd

-- An API or worker of the previous release goes on writing vectors beside the questions.
-- +goose StatementBegin
CREATE FUNCTION faq_questions_vector() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO faq_vectors (question_id, model, embedding) VALUES (NEW.id, NEW.model, NEW.embedding)
    ON CONFLICT (question_id, model) DO UPDATE SET embedding = excluded.embedding;
    UPDATE matching SET revision = revision + 1;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER faq_questions_vector AFTER INSERT OR UPDATE OF model, embedding ON faq_questions
    FOR EACH ROW WHEN (NEW.embedding IS NOT NULL) EXECUTE FUNCTION faq_questions_vector();

-- Nothing reads these two any more but a worker of the previous release; a later migration drops them. Of questions
-- that are saved from now on such a worker knows nothing and stays silent. It comes last, since readers wait from here
-- to the end.
ALTER TABLE faq_questions ALTER COLUMN model DROP NOT NULL, ALTER COLUMN embedding DROP NOT NULL;

-- +goose Down
DROP TRIGGER faq_questions_vector ON faq_questions;
DROP FUNCTION faq_questions_vector();
UPDATE faq_questions q SET model = v.model, embedding = v.embedding
FROM faq_vectors v
WHERE q.embedding IS NULL AND v.question_id = q.id
  AND v.model = (SELECT e.vector_model FROM embedders e JOIN matching m ON m.embedder_id = e.id);
-- Questions without a vector of the model that serves cannot be kept.
DELETE FROM faqs f USING faq_questions q WHERE q.faq_id = f.id AND q.embedding IS NULL;
ALTER TABLE faq_questions ALTER COLUMN model SET NOT NULL, ALTER COLUMN embedding SET NOT NULL;
DROP TABLE matching, trainings, faq_vectors, embedders;
