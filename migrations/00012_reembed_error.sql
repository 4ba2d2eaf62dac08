-- +goose Up
-- What a change of the embedding model waits for, in a sentence for people.
ALTER TABLE matching ADD COLUMN reembed_error text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE matching DROP COLUMN reembed_error;
