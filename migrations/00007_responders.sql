-- +goose Up
-- The chain: quick replies with their calendars, what it decided, and drafts that are not finished.

ALTER TABLE faqs ADD COLUMN edited_by uuid;
ALTER TABLE faqs DROP CONSTRAINT faqs_answer_check;
-- Every answer that is there passes; nothing is read.
ALTER TABLE faqs ADD CONSTRAINT faqs_answer_check CHECK (answer <> '' OR status <> 'active') NOT VALID;

CREATE TABLE calendars (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (name <> ''),
    zone       text NOT NULL,
    open       jsonb NOT NULL,
    holidays   jsonb NOT NULL DEFAULT '[]',
    edited_by  uuid,
    version    bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE quick_replies (
    id          uuid PRIMARY KEY,
    name        text NOT NULL CHECK (name <> ''),
    text        text NOT NULL CHECK (text <> ''),
    status      text NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
    -- Of several that are on, the lowest goes first.
    position    integer NOT NULL,
    schedule    jsonb NOT NULL,
    -- The calendar that the schedule names.
    calendar_id uuid REFERENCES calendars (id),
    edited_by   uuid,
    version     bigint NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX quick_replies_calendar ON quick_replies (calendar_id) WHERE calendar_id IS NOT NULL;

-- Once per conversation and activation period.
CREATE TABLE quick_reply_sent (
    conversation_id uuid NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    quick_reply_id  uuid NOT NULL REFERENCES quick_replies (id) ON DELETE CASCADE,
    period_start    timestamptz NOT NULL,
    sent_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (conversation_id, quick_reply_id, period_start)
);

-- The decision whole, as JSON; the columns beside it are what is looked for. Rows of before have the columns only.
ALTER TABLE decisions
    ADD COLUMN decision       jsonb,
    ADD COLUMN training_id    uuid,
    ADD COLUMN quick_reply_id uuid,
    ADD COLUMN filler_id      uuid;

-- By what a burst was compared, part by part, so that it can be decided again without being embedded again. Full
-- precision: a decision taken again must come out the same.
CREATE TABLE decision_vectors (
    decision_id uuid NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
    part        integer NOT NULL CHECK (part >= 0),
    model       text NOT NULL,
    embedding   vector NOT NULL,
    PRIMARY KEY (decision_id, part)
);
ALTER TABLE decision_vectors ALTER COLUMN embedding SET STORAGE MAIN;

-- +goose Down
DROP TABLE decision_vectors, quick_reply_sent, quick_replies, calendars;
ALTER TABLE decisions
    DROP COLUMN decision, DROP COLUMN training_id, DROP COLUMN quick_reply_id, DROP COLUMN filler_id;
UPDATE faqs SET answer = '…' WHERE answer = '';
ALTER TABLE faqs DROP CONSTRAINT faqs_answer_check;
ALTER TABLE faqs ADD CONSTRAINT faqs_answer_check CHECK (answer <> '');
ALTER TABLE faqs DROP COLUMN edited_by;
