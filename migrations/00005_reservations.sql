-- +goose Up
-- Messages hold their place in their inbox's rate; kept results end.

-- The message has its token already: it goes out at not_before and takes no other.
ALTER TABLE messages ADD COLUMN reserved boolean NOT NULL DEFAULT false;

CREATE INDEX requests_created ON requests (created_at);

-- +goose Down
DROP INDEX requests_created;
ALTER TABLE messages DROP COLUMN reserved;
