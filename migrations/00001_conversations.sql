-- +goose Up
-- Conversations: inboxes, contacts, the mailbox, tickets and what happened to them.

CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE inboxes (
    id              uuid PRIMARY KEY,
    name            text NOT NULL CHECK (name <> ''),
    channel         text NOT NULL CHECK (channel IN ('webhook')),
    -- Where outbound messages are posted; NULL means they are only read over the API.
    delivery_url    text,
    -- Signing secrets, newest first; more than one only while a secret is being rotated.
    secrets         text[] NOT NULL CHECK (cardinality(secrets) > 0),
    state           text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled')),
    state_reason    text NOT NULL DEFAULT '',
    -- Token bucket for outbound messages: rate per second (0 = unlimited), burst, tokens left at refilled_at.
    rate_per_second double precision NOT NULL DEFAULT 0 CHECK (rate_per_second >= 0),
    burst           double precision NOT NULL DEFAULT 1 CHECK (burst >= 1),
    tokens          double precision NOT NULL DEFAULT 1,
    refilled_at     timestamptz NOT NULL DEFAULT now(),
    last_inbound_at timestamptz,
    last_failure_at timestamptz,
    last_failure    text NOT NULL DEFAULT '',
    -- The same external id arrived again with another body: the first stays, this counts the others.
    conflicts       bigint NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE contacts (
    id         uuid PRIMARY KEY,
    name       text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE contact_identities (
    inbox_id   uuid NOT NULL REFERENCES inboxes (id),
    kind       text NOT NULL,
    value      text NOT NULL,
    contact_id uuid NOT NULL REFERENCES contacts (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (inbox_id, kind, value)
);
CREATE INDEX contact_identities_contact ON contact_identities (contact_id);

CREATE TABLE conversations (
    id                uuid PRIMARY KEY,
    inbox_id          uuid NOT NULL REFERENCES inboxes (id),
    contact_id        uuid NOT NULL REFERENCES contacts (id),
    merged_into       uuid REFERENCES conversations (id),

    -- The workflow's state. Only Commit and RecordDecision write it, comparing version.
    version           bigint NOT NULL DEFAULT 0,
    applied_seq       bigint NOT NULL DEFAULT 0,
    status            text NOT NULL DEFAULT '' CHECK (status IN ('', 'new', 'active', 'pending', 'resolved', 'inactive')),
    ticket            integer NOT NULL DEFAULT 0,
    owner_id          uuid,
    lease_until       timestamptz,
    owner_wrote_at    timestamptz,
    previous_owner_id uuid,
    campaign_id       text NOT NULL DEFAULT '',
    window_expires_at timestamptz,
    inactive_at       timestamptz,
    answer_from       bigint NOT NULL DEFAULT 0,
    answer_at         timestamptz,
    -- The workflow's next deadline, NULL while it sleeps: how the sweeper finds a run that was lost.
    wake_at           timestamptz,

    -- The mailbox: last_seq is advanced under this row's lock, only for a row that is really new.
    last_seq          bigint NOT NULL DEFAULT 0,
    last_received_at  timestamptz,
    rung_at           timestamptz,
    sweep_after       timestamptz,
    sweep_attempts    integer NOT NULL DEFAULT 0,

    -- What a list row shows; written with the messages.
    labels            text[] NOT NULL DEFAULT '{}',
    last_text         text NOT NULL DEFAULT '',
    last_direction    text NOT NULL DEFAULT '',
    last_at           timestamptz NOT NULL DEFAULT now(),
    waiting_since     timestamptz,
    created_at        timestamptz NOT NULL DEFAULT now(),
    UNIQUE (inbox_id, contact_id)
);
CREATE INDEX conversations_last ON conversations (last_at DESC, id DESC);
CREATE INDEX conversations_status ON conversations (status, last_at DESC, id DESC);
CREATE INDEX conversations_owner ON conversations (owner_id, last_at DESC, id DESC) WHERE owner_id IS NOT NULL;
CREATE INDEX conversations_waiting ON conversations (waiting_since, id) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversations_window ON conversations (window_expires_at, id);
CREATE INDEX conversations_unapplied ON conversations (last_received_at) WHERE applied_seq < last_seq;
CREATE INDEX conversations_wake ON conversations (wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE tickets (
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    number          integer NOT NULL CHECK (number > 0),
    status          text NOT NULL,
    owner_id        uuid,
    campaign_id     text NOT NULL DEFAULT '',
    labels          text[] NOT NULL DEFAULT '{}',
    opened_at       timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, number)
);

CREATE TABLE messages (
    id              uuid PRIMARY KEY,
    -- Order of arrival over the whole table: the keyset of history pages.
    position        bigint GENERATED ALWAYS AS IDENTITY,
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    inbox_id        uuid NOT NULL REFERENCES inboxes (id),
    -- The mailbox order: inbound and agents' messages have one, automatic replies, campaign sends and notes do not.
    seq             bigint CHECK (seq > 0),
    direction       text NOT NULL CHECK (direction IN ('in', 'out')),
    author          text NOT NULL CHECK (author IN ('contact', 'agent', 'auto', 'campaign')),
    agent_id        uuid,
    private         boolean NOT NULL DEFAULT false,
    external_id     text,
    -- SHA-256 over what the sender said, to tell a redelivery from another message under the same id.
    fingerprint     bytea,
    text            text NOT NULL,
    attachments     jsonb NOT NULL DEFAULT '[]',
    reply_to        text NOT NULL DEFAULT '',
    campaign_id     text NOT NULL DEFAULT '',
    state           text NOT NULL CHECK (state IN ('received', 'note', 'queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'refused', 'unknown', 'dropped')),
    reason          text NOT NULL DEFAULT '',
    -- First unanswered seq of the burst an automatic reply answers: its natural key.
    answers_seq     bigint,
    decision_id     uuid,
    attempts        integer NOT NULL DEFAULT 0,
    not_before      timestamptz,
    sent_at         timestamptz,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX messages_external ON messages (inbox_id, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX messages_seq ON messages (conversation_id, seq) WHERE seq IS NOT NULL;
CREATE UNIQUE INDEX messages_answers ON messages (conversation_id, answers_seq) WHERE answers_seq IS NOT NULL;
CREATE INDEX messages_history ON messages (conversation_id, position);
CREATE INDEX messages_outbox ON messages (conversation_id, position) WHERE state IN ('queued', 'sending') AND direction = 'out';

-- The audit trail of a conversation: grants, releases, status changes, refusals. Append-only.
CREATE TABLE events (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    version         bigint NOT NULL,
    ticket          integer NOT NULL,
    type            text NOT NULL,
    actor_id        text NOT NULL DEFAULT '',
    data            jsonb NOT NULL DEFAULT '{}',
    at              timestamptz NOT NULL
);
CREATE INDEX events_conversation ON events (conversation_id, id);

-- Results of updates, kept under the caller's request id so that a retry is told the same, also by a later run.
CREATE TABLE requests (
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    id              text NOT NULL,
    result          jsonb NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (conversation_id, id)
);

-- What an agent was typing; the text of a refused message returns here.
CREATE TABLE drafts (
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    user_id         uuid NOT NULL,
    text            text NOT NULL,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (conversation_id, user_id)
);

-- +goose Down
DROP TABLE drafts, requests, events, messages, tickets, conversations, contact_identities, contacts, inboxes;
