-- +goose Up
-- What agents found of automatic answers: one verdict for a decision, of whoever said so first. Taken back, it is gone;
-- the conversation's events keep both.
CREATE TABLE decision_verdicts (
    decision_id uuid PRIMARY KEY REFERENCES decisions (id) ON DELETE CASCADE,
    user_id     uuid NOT NULL REFERENCES users (id),
    verdict     text NOT NULL CHECK (verdict IN ('wrong')),
    at          timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Mentions that are there already count as read: nobody was told of them so far.
ALTER TABLE mentions ADD COLUMN read_at timestamptz;
UPDATE mentions SET read_at = now();
CREATE INDEX mentions_unread ON mentions (user_id) WHERE read_at IS NULL;

-- +goose Down
DROP INDEX mentions_unread;
ALTER TABLE mentions DROP COLUMN read_at;
DROP TABLE decision_verdicts;
