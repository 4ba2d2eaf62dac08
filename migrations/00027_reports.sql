-- +goose Up
-- Reports: numbers that are kept up to date from what happened, so that looking at them reads no message.

-- The transaction in which a message began to count: it was received, or it left. NULL for what does not count, and for
-- what was there before there were reports.
ALTER TABLE messages ADD COLUMN counted_in xid8;

-- +goose StatementBegin
CREATE FUNCTION message_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.counted_in := pg_current_xact_id();
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER message_counts BEFORE INSERT ON messages FOR EACH ROW
    WHEN (NEW.state IN ('received', 'sent', 'delivered', 'read', 'unknown'))
    EXECUTE FUNCTION message_counts();
CREATE TRIGGER message_counts_now BEFORE UPDATE ON messages FOR EACH ROW
    WHEN (OLD.counted_in IS NULL AND OLD.state NOT IN ('received', 'sent', 'delivered', 'read', 'unknown')
          AND NEW.state IN ('received', 'sent', 'delivered', 'read', 'unknown'))
    EXECUTE FUNCTION message_counts();

-- The transaction that wrote the row, NULL for rows of before.
ALTER TABLE events ADD COLUMN begun_in xid8;
ALTER TABLE events ALTER COLUMN begun_in SET DEFAULT pg_current_xact_id();
CREATE INDEX events_begun ON events (begun_in) WHERE begun_in IS NOT NULL;
ALTER TABLE decisions ADD COLUMN begun_in xid8;
ALTER TABLE decisions ALTER COLUMN begun_in SET DEFAULT pg_current_xact_id();
CREATE INDEX decisions_begun ON decisions (begun_in) WHERE begun_in IS NOT NULL;

-- How often something happened: a row per measure, subject, inbox and span of time. Times that took long are counted by
-- bins: bin b holds those of about 2^(b/8) seconds.
CREATE TABLE report_cells (
    -- Whom the subject is one of: 'all' for everything, 'agent', 'campaign', 'faq'.
    kind     text NOT NULL,
    measure  text NOT NULL,
    -- How many minutes the span has that begins at the bucket: 15, 60 or 1440, aligned in UTC. Every fact is in three
    -- rows, so that any days of any time zone are a few rows of each kind.
    minutes  integer NOT NULL CHECK (minutes IN (15, 60, 1440)),
    bucket   timestamptz NOT NULL,
    subject  text NOT NULL DEFAULT '',
    inbox_id uuid NOT NULL,
    bin      smallint NOT NULL DEFAULT 0,
    n        bigint NOT NULL,
    PRIMARY KEY (kind, measure, minutes, bucket, subject, inbox_id, bin)
);
CREATE INDEX report_cells_subject ON report_cells (kind, subject, measure, minutes, bucket) WHERE subject <> '';

-- How far each message of a campaign has come as the cells know it: 1 it was delivered, 2 it was read, 4 it failed.
CREATE TABLE report_reached (
    message_id uuid PRIMARY KEY,
    reached    smallint NOT NULL
);

-- What the cells know: everything that this snapshot sees. NULL until they are made for the first time.
CREATE TABLE report_progress (
    one       boolean PRIMARY KEY DEFAULT true CHECK (one),
    upto      pg_snapshot,
    rolled_at timestamptz
);
INSERT INTO report_progress DEFAULT VALUES;

-- Who waits now, by inbox.
CREATE INDEX conversations_waiting_inbox ON conversations (inbox_id, waiting_since)
    WHERE waiting_since IS NOT NULL AND merged_into IS NULL;

-- +goose Down
DROP INDEX conversations_waiting_inbox;
DROP TABLE report_progress, report_reached, report_cells;
DROP INDEX decisions_begun, events_begun;
ALTER TABLE decisions DROP COLUMN begun_in;
ALTER TABLE events DROP COLUMN begun_in;
DROP TRIGGER message_counts_now ON messages;
DROP TRIGGER message_counts ON messages;
DROP FUNCTION message_counts;
ALTER TABLE messages DROP COLUMN counted_in;
