-- +goose Up
-- An album is one message here and several at the provider: its further ids there,
-- beside the one in messages.external_id. People react to any of them and quote any.
CREATE TABLE message_parts (
    inbox_id    uuid NOT NULL REFERENCES inboxes,
    external_id text NOT NULL,
    message_id  uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    PRIMARY KEY (inbox_id, external_id)
);
CREATE INDEX message_parts_message ON message_parts (message_id);

-- +goose Down
DROP TABLE message_parts;
