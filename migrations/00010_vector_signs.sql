-- +goose NO TRANSACTION
-- +goose Up
-- The signs of a vector's elements, a bit each: what is nearest by angle is nearly always among what has the most signs
-- in common, and of 100,000 vectors these are 15 MB. Nothing waits longer than for a moment: FAQs are saved and matched
-- meanwhile. Every statement may run again, should the one behind it fail.

-- pgvector has a function for it since 0.7, and not every distribution has that.
-- +goose StatementBegin
DO $$
BEGIN
    IF to_regprocedure('binary_quantize(vector)') IS NOT NULL THEN
        CREATE OR REPLACE FUNCTION vector_signs(vector) RETURNS varbit LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
            'SELECT binary_quantize($1)::varbit';
    ELSE
        CREATE OR REPLACE FUNCTION vector_signs(vector) RETURNS varbit LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
            'SELECT string_agg(CASE WHEN x > 0 THEN ''1'' ELSE ''0'' END, '''' ORDER BY i)::varbit
             FROM unnest($1::real[]) WITH ORDINALITY AS u (x, i)';
    END IF;
END
$$;
-- +goose StatementEnd

CREATE TABLE IF NOT EXISTS faq_vector_signs (
    question_id uuid NOT NULL,
    model       text NOT NULL,
    signs       varbit NOT NULL,
    PRIMARY KEY (question_id, model)
);

-- Whoever writes vectors, this release or the one before, writes their signs.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION faq_vectors_signs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO faq_vector_signs (question_id, model, signs)
    VALUES (NEW.question_id, NEW.model, vector_signs(NEW.embedding))
    ON CONFLICT (question_id, model) DO UPDATE SET signs = excluded.signs;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE OR REPLACE TRIGGER faq_vectors_signs AFTER INSERT OR UPDATE OF embedding ON faq_vectors
    FOR EACH ROW EXECUTE FUNCTION faq_vectors_signs();

-- What is written meanwhile has its signs from the trigger, and those are newer.
INSERT INTO faq_vector_signs (question_id, model, signs)
SELECT question_id, model, vector_signs(embedding) FROM faq_vectors
ON CONFLICT (question_id, model) DO NOTHING;

-- The key comes last: checked row by row it would lock every vector. What was deleted during the copy has signs still.
ALTER TABLE faq_vector_signs DROP CONSTRAINT IF EXISTS faq_vector_signs_vector;
ALTER TABLE faq_vector_signs ADD CONSTRAINT faq_vector_signs_vector FOREIGN KEY (question_id, model)
    REFERENCES faq_vectors (question_id, model) ON DELETE CASCADE ON UPDATE CASCADE NOT VALID;
DELETE FROM faq_vector_signs s WHERE NOT EXISTS (
    SELECT FROM faq_vectors v WHERE v.question_id = s.question_id AND v.model = s.model);
ALTER TABLE faq_vector_signs VALIDATE CONSTRAINT faq_vector_signs_vector;
-- No ANALYZE: of a table that is known to be empty, plans scan all of it, and those of the key are kept while it fills.

-- +goose Down
DROP TRIGGER IF EXISTS faq_vectors_signs ON faq_vectors;
DROP FUNCTION IF EXISTS faq_vectors_signs();
DROP TABLE IF EXISTS faq_vector_signs;
DROP FUNCTION IF EXISTS vector_signs(vector);
