-- +goose Up
-- Search by substring, letter case and accents aside, and the filters of the conversation list.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- "Café" and "ＣＡＦＥ" fold to "cafe": compatibility decomposition, combining marks dropped, lower case.
-- +goose StatementBegin
CREATE FUNCTION folded(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(regexp_replace(normalize(s, NFKD), '[\u0300-\u036f]', '', 'g'));
-- +goose StatementEnd

-- The LIKE pattern of the folded texts that contain s; its own wildcards stand for themselves.
-- +goose StatementBegin
CREATE FUNCTION containing(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '%' || regexp_replace(folded(s), '([\\%_])', '\\\1', 'g') || '%';
-- +goose StatementEnd

CREATE INDEX conversations_last_text ON conversations USING gin (folded(last_text) gin_trgm_ops);
CREATE INDEX contacts_name ON contacts USING gin (folded(name) gin_trgm_ops);
CREATE INDEX conversations_contact ON conversations (contact_id);

CREATE INDEX conversations_inbox ON conversations (inbox_id, last_at DESC, id DESC);
CREATE INDEX conversations_campaign ON conversations (campaign_id, last_at DESC, id DESC) WHERE campaign_id <> '';
CREATE INDEX conversations_labels ON conversations USING gin (labels) WHERE labels <> '{}';

-- +goose Down
DROP INDEX conversations_labels, conversations_campaign, conversations_inbox, conversations_contact, contacts_name,
    conversations_last_text;
DROP FUNCTION containing(text), folded(text);
