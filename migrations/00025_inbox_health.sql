-- +goose Up
-- How an inbox is doing, for machines to read.

-- The provider takes the credentials no more.
ALTER TABLE inboxes ADD COLUMN needs_reauth boolean NOT NULL DEFAULT false,
    -- When a message of it was last taken by its provider, to the minute.
    ADD COLUMN last_outbound_at timestamptz;

-- What failed lately, by inbox.
CREATE INDEX messages_failed ON messages (inbox_id, created_at) WHERE state = 'failed';

-- +goose Down
DROP INDEX messages_failed;
ALTER TABLE inboxes DROP COLUMN last_outbound_at, DROP COLUMN needs_reauth;
