-- +goose NO TRANSACTION
-- +goose Up
-- Decisions by time, by FAQ and by filler. The table may be large, so it is not locked meanwhile; an index that was
-- given up half-way is made anew.
DROP INDEX CONCURRENTLY IF EXISTS decisions_created;
CREATE INDEX CONCURRENTLY decisions_created ON decisions (created_at, id);
DROP INDEX CONCURRENTLY IF EXISTS decisions_faq;
CREATE INDEX CONCURRENTLY decisions_faq ON decisions (faq_id, created_at) WHERE answered AND faq_id IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS decisions_filler;
CREATE INDEX CONCURRENTLY decisions_filler ON decisions (filler_id, created_at) WHERE filler_id IS NOT NULL;

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS decisions_filler;
DROP INDEX CONCURRENTLY IF EXISTS decisions_faq;
DROP INDEX CONCURRENTLY IF EXISTS decisions_created;
