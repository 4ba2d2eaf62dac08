-- +goose Up
-- Who set the chain last, and when: updated_at is also that of trainings.
ALTER TABLE matching
    ADD COLUMN chain_edited_by uuid,
    ADD COLUMN chain_edited_at timestamptz;

-- +goose Down
ALTER TABLE matching DROP COLUMN chain_edited_by, DROP COLUMN chain_edited_at;
