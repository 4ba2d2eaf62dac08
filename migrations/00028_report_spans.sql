-- +goose Up
-- Everything that happened in a span of time is one row: a report of many days reads few of them.
DROP TABLE report_cells;
CREATE TABLE report_cells (
    -- Whom the subject is one of: 'all' for everything, 'agent', 'campaign', 'faq'.
    kind     text NOT NULL,
    subject  text NOT NULL DEFAULT '',
    -- How many minutes the span has that begins at the bucket: a quarter of an hour, an hour, a day or a week from
    -- Monday, aligned in UTC. Every fact is in four rows, so that any days of any time zone are a few rows of each kind.
    minutes  integer NOT NULL CHECK (minutes IN (15, 60, 1440, 10080)),
    bucket   timestamptz NOT NULL,
    inbox_id uuid NOT NULL,
    -- What was counted, in order, and how often: a slot is a measure, or a measure and about how long it took.
    slots    integer[] NOT NULL,
    counts   bigint[] NOT NULL,
    PRIMARY KEY (kind, subject, minutes, bucket, inbox_id),
    CHECK (cardinality(slots) = cardinality(counts))
);
CREATE INDEX report_cells_subjects ON report_cells (kind, minutes, bucket) WHERE subject <> '';
-- They are counted anew.
DELETE FROM report_reached;
UPDATE report_progress SET upto = NULL;

-- +goose Down
DROP TABLE report_cells;
CREATE TABLE report_cells (
    kind     text NOT NULL,
    measure  text NOT NULL,
    minutes  integer NOT NULL CHECK (minutes IN (15, 60, 1440)),
    bucket   timestamptz NOT NULL,
    subject  text NOT NULL DEFAULT '',
    inbox_id uuid NOT NULL,
    bin      smallint NOT NULL DEFAULT 0,
    n        bigint NOT NULL,
    PRIMARY KEY (kind, measure, minutes, bucket, subject, inbox_id, bin)
);
CREATE INDEX report_cells_subject ON report_cells (kind, subject, measure, minutes, bucket) WHERE subject <> '';
UPDATE report_progress SET upto = NULL;
