-- +goose Up
-- What a file says nothing about, an FAQ that it changes keeps. Rows of the release before say everything.
ALTER TABLE import_rows ADD COLUMN unsaid text[] NOT NULL DEFAULT '{}';
-- Whether the importer may change what answers end users. activate is only whether new rows are wanted active; the
-- release before kept the two together.
ALTER TABLE imports ADD COLUMN publishes boolean NOT NULL DEFAULT false;
UPDATE imports SET publishes = activate WHERE finished_at IS NULL;

-- +goose Down
ALTER TABLE imports DROP COLUMN publishes;
ALTER TABLE import_rows DROP COLUMN unsaid;
