-- +goose Up
-- Names that a provider tells only who asks.

-- When the provider is to be asked, NULL for not; and when it was last.
ALTER TABLE contacts
    ADD COLUMN name_due_at timestamptz,
    ADD COLUMN name_asked_at timestamptz;
CREATE INDEX contacts_name_due ON contacts (name_due_at) WHERE name_due_at IS NOT NULL;

-- +goose Down
DROP INDEX contacts_name_due;
ALTER TABLE contacts DROP COLUMN name_due_at, DROP COLUMN name_asked_at;
