-- +goose Up
-- Long work on FAQs: imports, replays, and suggestions made of what nothing answered.

CREATE TABLE imports (
    id          uuid PRIMARY KEY,
    status      text NOT NULL DEFAULT 'uploading'
                CHECK (status IN ('uploading', 'staged', 'checking', 'ready', 'applying', 'done', 'failed', 'cancelled')),
    dry_run     boolean NOT NULL,
    activate    boolean NOT NULL,
    edited_by   uuid,
    file_name   text NOT NULL DEFAULT '',
    encoding    text NOT NULL DEFAULT '',
    -- Counts of rows: all, and those with each verdict.
    rows        integer NOT NULL DEFAULT 0,
    created     integer NOT NULL DEFAULT 0,
    updated     integer NOT NULL DEFAULT 0,
    unchanged   integer NOT NULL DEFAULT 0,
    rejected    integer NOT NULL DEFAULT 0,
    error       text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE INDEX imports_created ON imports (created_at DESC, id DESC);

CREATE TABLE import_rows (
    import_id      uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    row            integer NOT NULL CHECK (row > 0),
    line           integer NOT NULL,
    -- The FAQ that the row names; it need not exist.
    names          uuid,
    type           text NOT NULL,
    status         text NOT NULL,
    answer         text NOT NULL,
    labels         text[] NOT NULL,
    questions      text[] NOT NULL,
    verdict        text NOT NULL DEFAULT 'pending'
                   CHECK (verdict IN ('pending', 'created', 'updated', 'unchanged', 'rejected')),
    field          text NOT NULL DEFAULT '',
    reason         text NOT NULL DEFAULT '',
    advice         jsonb NOT NULL DEFAULT '[]',
    -- The FAQ that the row becomes or changes.
    faq_id         uuid,
    target_version bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (import_id, row)
);
CREATE INDEX import_rows_pending ON import_rows (import_id, row) WHERE verdict = 'pending';

-- The vectors of rows that are checked and not applied yet, one for each question.
CREATE TABLE import_vectors (
    import_id   uuid NOT NULL,
    row         integer NOT NULL,
    position    integer NOT NULL,
    question_id uuid NOT NULL,
    model       text NOT NULL,
    embedding   vector NOT NULL CHECK (vector_norm(embedding) BETWEEN 1e-15 AND 1e15),
    PRIMARY KEY (import_id, row, position),
    FOREIGN KEY (import_id, row) REFERENCES import_rows (import_id, row) ON DELETE CASCADE
);
ALTER TABLE import_vectors ALTER COLUMN embedding SET STORAGE MAIN, ALTER COLUMN model SET STORAGE PLAIN;

CREATE TABLE replays (
    id           uuid PRIMARY KEY,
    status       text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done', 'failed')),
    requested_by uuid,
    request      jsonb NOT NULL,
    done         integer NOT NULL DEFAULT 0,
    total        integer NOT NULL DEFAULT 0,
    -- Names messages by their decisions and holds no word of them.
    result       jsonb,
    error        text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz
);
CREATE INDEX replays_created ON replays (created_at);

CREATE TABLE suggestions (
    id         uuid PRIMARY KEY,
    status     text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'accepted', 'dismissed')),
    model      text NOT NULL,
    -- By which a group is known again.
    centre     vector NOT NULL,
    size       integer NOT NULL,
    first_at   timestamptz NOT NULL,
    last_at    timestamptz NOT NULL,
    faq_id     uuid REFERENCES faqs (id) ON DELETE SET NULL,
    decided_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX suggestions_status ON suggestions (status, size DESC, id);

-- Wordings are read from the messages of a decision, never copied.
CREATE TABLE suggestion_members (
    suggestion_id uuid NOT NULL REFERENCES suggestions (id) ON DELETE CASCADE,
    decision_id   uuid NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
    -- 0 is the most typical.
    rank          integer NOT NULL,
    -- 0 is the proposed question, the others are its related ones; NULL is neither.
    wording       integer,
    PRIMARY KEY (suggestion_id, decision_id)
);
CREATE INDEX suggestion_members_decision ON suggestion_members (decision_id);

-- +goose Down
DROP TABLE suggestion_members, suggestions, replays, import_vectors, import_rows, imports;
