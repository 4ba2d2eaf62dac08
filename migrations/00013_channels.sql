-- +goose Up
-- Channels: accounts of providers, webhooks as they came, who somebody is, what a message is made of and what happens
-- to it later.

ALTER TABLE inboxes DROP CONSTRAINT inboxes_channel_check;
ALTER TABLE inboxes
    ADD CONSTRAINT inboxes_channel_check CHECK (channel IN ('webhook', 'whatsapp', 'messenger', 'telegram', 'widget')),
    -- The provider's id of the account: a phone number id, a page id, a bot id; '' where there is none.
    ADD COLUMN account text NOT NULL DEFAULT '',
    -- What the provider calls it, as of the latest check.
    ADD COLUMN account_name text NOT NULL DEFAULT '',
    -- Settings anybody may read, by name.
    ADD COLUMN config jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(config) = 'object'),
    -- Secrets by name: a JSON object, sealed.
    ADD COLUMN credentials text NOT NULL DEFAULT '',
    ADD COLUMN checked_at timestamptz,
    -- Why the account cannot be used, in words; '' while it can.
    ADD COLUMN check_problem text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX inboxes_account ON inboxes (channel, account) WHERE account <> '';

-- Webhooks as they came, to be decoded again when a decoder has learnt more. Deleted after some weeks.
CREATE TABLE webhooks (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inbox_id    uuid NOT NULL REFERENCES inboxes (id),
    body        bytea NOT NULL,
    -- How many events were in it, and the kinds of those that mean nothing here.
    events      integer NOT NULL DEFAULT 0,
    unhandled   text[] NOT NULL DEFAULT '{}',
    received_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX webhooks_received ON webhooks (received_at);
CREATE INDEX webhooks_inbox ON webhooks (inbox_id, id);

ALTER TABLE contacts
    ADD COLUMN username text NOT NULL DEFAULT '',
    ADD COLUMN language text NOT NULL DEFAULT '',
    -- They blocked the account; they want no marketing.
    ADD COLUMN blocked_at timestamptz,
    ADD COLUMN opted_out_at timestamptz;

ALTER TABLE conversations
    -- When the provider said that the send window is over, whatever window_expires_at says; the next message of the
    -- end user clears it. Beside the workflow's state, not part of it: whoever reads the window takes the earlier one.
    ADD COLUMN window_closed_at timestamptz;
CREATE INDEX conversations_merged ON conversations (merged_into) WHERE merged_into IS NOT NULL;

ALTER TABLE messages
    ADD COLUMN kind text NOT NULL DEFAULT 'text',
    ADD COLUMN content jsonb NOT NULL DEFAULT '{}',
    -- The approved template that was sent, with its values.
    ADD COLUMN template jsonb,
    ADD COLUMN edited_at timestamptz,
    ADD COLUMN deleted_at timestamptz,
    ADD COLUMN delivered_at timestamptz,
    ADD COLUMN read_at timestamptz,
    ADD COLUMN failure_code integer NOT NULL DEFAULT 0;

-- Former wordings of edited messages, and the keys that tell an edit from its redelivery.
CREATE TABLE message_edits (
    message_id uuid NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    key        text NOT NULL,
    former     text NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (message_id, key)
);

-- By the provider's id of the message, which may not have arrived yet.
CREATE TABLE reactions (
    inbox_id uuid NOT NULL REFERENCES inboxes (id),
    target   text NOT NULL,
    author   text NOT NULL CHECK (author IN ('contact', 'brand')),
    -- '' once it was taken away.
    emoji    text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (inbox_id, target, author)
);

-- Receipts, edits and deletions of messages that are not known here yet.
CREATE TABLE parked_events (
    inbox_id  uuid NOT NULL REFERENCES inboxes (id),
    -- The provider's id of the message they are about.
    target    text NOT NULL,
    key       text NOT NULL,
    event     jsonb NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (inbox_id, target, key)
);
CREATE INDEX parked_events_parked ON parked_events (parked_at);

-- Message templates as the provider knows them.
CREATE TABLE templates (
    inbox_id   uuid NOT NULL REFERENCES inboxes (id),
    name       text NOT NULL,
    language   text NOT NULL,
    id         text NOT NULL DEFAULT '',
    -- The provider's word, in lower case: approved, rejected, paused, …
    status     text NOT NULL,
    category   text NOT NULL DEFAULT '',
    quality    text NOT NULL DEFAULT '',
    reason     text NOT NULL DEFAULT '',
    -- Header, body, footer and buttons.
    components jsonb NOT NULL DEFAULT '{}',
    seen_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (inbox_id, name, language)
);

-- +goose Down
DROP INDEX conversations_merged;
ALTER TABLE conversations DROP COLUMN window_closed_at;
DROP TABLE templates, parked_events, reactions, message_edits, webhooks;
ALTER TABLE messages DROP COLUMN kind, DROP COLUMN content, DROP COLUMN template, DROP COLUMN edited_at,
    DROP COLUMN deleted_at, DROP COLUMN delivered_at, DROP COLUMN read_at, DROP COLUMN failure_code;
ALTER TABLE contacts DROP COLUMN username, DROP COLUMN language, DROP COLUMN blocked_at, DROP COLUMN opted_out_at;
DROP INDEX inboxes_account;
ALTER TABLE inboxes DROP COLUMN account, DROP COLUMN account_name, DROP COLUMN config, DROP COLUMN credentials,
    DROP COLUMN checked_at, DROP COLUMN check_problem;
ALTER TABLE inboxes DROP CONSTRAINT inboxes_channel_check;
ALTER TABLE inboxes ADD CONSTRAINT inboxes_channel_check CHECK (channel IN ('webhook'));
