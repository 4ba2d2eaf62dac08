-- +goose Up
-- Providers that ask to be left alone.

-- Nothing of the inbox is sent before: its provider said so.
ALTER TABLE inboxes ADD COLUMN paused_until timestamptz;

-- +goose Down
ALTER TABLE inboxes DROP COLUMN paused_until;
