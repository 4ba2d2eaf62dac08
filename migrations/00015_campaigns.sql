-- +goose Up
-- Campaigns: templates, who gets them and when, and the messages that went out before there was a conversation.

CREATE TABLE campaigns (
    id          uuid PRIMARY KEY,
    name        text NOT NULL CHECK (name <> ''),
    labels      text[] NOT NULL DEFAULT '{}',
    inbox_id    uuid NOT NULL REFERENCES inboxes (id),
    -- A text with {{parameters}}, or an approved template whose values hold them.
    template    jsonb NOT NULL,
    status      text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'running', 'paused', 'completed', 'cancelled')),
    -- Why it stands still by itself, in words; '' while it does not.
    problem     text NOT NULL DEFAULT '',
    edited_by   uuid,
    launched_by uuid,
    launched_at timestamptz,
    archived_at timestamptz,
    version     bigint NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX campaigns_created ON campaigns (created_at DESC, id DESC);

-- A row for every message that is to be sent. From the moment its attempt is recorded the row of messages under the
-- same id says where it stands, and this one only that it is under way or done.
CREATE TABLE campaign_messages (
    id          uuid PRIMARY KEY,
    position    bigint GENERATED ALWAYS AS IDENTITY,
    campaign_id uuid NOT NULL REFERENCES campaigns (id),
    inbox_id    uuid NOT NULL REFERENCES inboxes (id),
    contact_id  uuid NOT NULL REFERENCES contacts (id),
    parameters  jsonb NOT NULL DEFAULT '{}',
    -- Came with a file: of those, a contact has one per campaign.
    bulk        boolean NOT NULL DEFAULT false,
    state       text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'done', 'skipped', 'cancelled')),
    reason      text NOT NULL DEFAULT '',
    due_at      timestamptz NOT NULL DEFAULT now(),
    begun_at    timestamptz,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX campaign_messages_recipient ON campaign_messages (campaign_id, contact_id) WHERE bulk;
CREATE INDEX campaign_messages_due ON campaign_messages (campaign_id, due_at, position) WHERE state = 'queued';
CREATE INDEX campaign_messages_sending ON campaign_messages (campaign_id, begun_at) WHERE state = 'sending';
CREATE INDEX campaign_messages_page ON campaign_messages (campaign_id, position);
CREATE INDEX campaign_messages_contact ON campaign_messages (contact_id);

-- What a campaign sends to somebody without a conversation belongs to none until they reply.
ALTER TABLE messages ALTER COLUMN conversation_id DROP NOT NULL;
ALTER TABLE messages
    ADD CONSTRAINT messages_conversation_check CHECK (conversation_id IS NOT NULL OR author = 'campaign') NOT VALID;
-- Whether a message is a reply to a campaign, and who replied.
CREATE INDEX messages_campaign_sent ON messages (conversation_id, position) WHERE author = 'campaign';
CREATE INDEX messages_campaign_replies ON messages (campaign_id, conversation_id)
    WHERE author = 'contact' AND campaign_id <> '';

-- +goose Down
DROP INDEX messages_campaign_sent, messages_campaign_replies;
ALTER TABLE messages DROP CONSTRAINT messages_conversation_check;
DELETE FROM messages WHERE conversation_id IS NULL;
ALTER TABLE messages ALTER COLUMN conversation_id SET NOT NULL;
DROP TABLE campaign_messages, campaigns;
