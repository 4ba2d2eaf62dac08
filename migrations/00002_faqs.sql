-- +goose Up
-- FAQs, one vector per question, and every automatic decision with its inputs.

CREATE TABLE faqs (
    id         uuid PRIMARY KEY,
    type       text NOT NULL CHECK (type IN ('greeting', 'general', 'closing', 'filler')),
    status     text NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
    answer     text NOT NULL CHECK (answer <> ''),
    labels     text[] NOT NULL DEFAULT '{}',
    version    bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX faqs_updated ON faqs (updated_at DESC, id DESC);

CREATE TABLE faq_questions (
    id        uuid PRIMARY KEY,
    faq_id    uuid NOT NULL REFERENCES faqs (id) ON DELETE CASCADE,
    -- 0 is the FAQ's question, the others are its related questions.
    position  integer NOT NULL CHECK (position >= 0),
    text      text NOT NULL CHECK (text <> ''),
    model     text NOT NULL CHECK (model <> ''),
    -- A zero vector has no direction: its cosine distance is NaN, which sorts above every number. pgvector adds up
    -- squares in 32 bits, where those of a tiny vector vanish (it would be like everything) and those of a huge one
    -- overflow.
    embedding vector NOT NULL CHECK (vector_norm(embedding) BETWEEN 1e-15 AND 1e15),
    UNIQUE (faq_id, position) DEFERRABLE INITIALLY IMMEDIATE
);
-- Vectors stay in their rows while these fit a page: an exact scan is three times as fast as one that fetches each
-- vector from elsewhere.
ALTER TABLE faq_questions ALTER COLUMN embedding SET STORAGE MAIN;
CREATE INDEX faq_questions_model ON faq_questions (model);

CREATE TABLE decisions (
    id              uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    ticket          integer NOT NULL,
    from_seq        bigint NOT NULL,
    upto_seq        bigint NOT NULL,
    answered        boolean NOT NULL,
    step            text NOT NULL DEFAULT '',
    reason          text NOT NULL DEFAULT '',
    model           text NOT NULL DEFAULT '',
    faq_id          uuid,
    question_id     uuid,
    score           double precision,
    threshold       double precision,
    margin          double precision,
    candidates      jsonb NOT NULL DEFAULT '[]',
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (conversation_id, from_seq)
);

-- +goose Down
DROP TABLE decisions, faq_questions, faqs;
