-- +goose Up
-- The filter by label asks for one condition only. The second one that the partial index needed made a common label
-- look like a rare one, whose conversations are collected and sorted for each page.

DROP INDEX conversations_labels;
CREATE INDEX conversations_labels ON conversations USING gin (labels);

-- +goose Down
DROP INDEX conversations_labels;
CREATE INDEX conversations_labels ON conversations USING gin (labels) WHERE labels <> '{}';
