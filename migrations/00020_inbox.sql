-- +goose Up
-- The inbox: live updates of every conversation, search in all messages, what people have read, their views, canned
-- responses and mentions.

ALTER TABLE conversations
    -- Grows with every change of what a list shows: whoever has two copies keeps the later one.
    ADD COLUMN revision bigint NOT NULL DEFAULT 0,
    -- The transaction that changed it last, see messages.changed_in.
    ADD COLUMN changed_in xid8;
CREATE INDEX conversations_changed ON conversations (changed_in) WHERE changed_in IS NOT NULL;
CREATE INDEX messages_changed ON messages (changed_in) WHERE changed_in IS NOT NULL;

-- Says that something has changed, at most once at a time: notifications queue up at one lock while they commit, so who
-- finds another transaction about to ring leaves it to that one. Its listeners see then that this one has not ended,
-- and look again. Call it after the transaction has its id.
-- +goose StatementBegin
CREATE FUNCTION ring_live() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF pg_try_advisory_xact_lock(4702394921427289928) THEN
        PERFORM pg_notify('parley_live', '{"kind":"changed"}');
    END IF;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION conversation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id();
    NEW.revision := NEW.revision + 1;
    PERFORM ring_live();
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER conversation_begun BEFORE INSERT ON conversations FOR EACH ROW EXECUTE FUNCTION conversation_changed();
CREATE TRIGGER conversation_changed BEFORE UPDATE ON conversations FOR EACH ROW
    WHEN ((OLD.status, OLD.ticket, OLD.owner_id, OLD.lease_until, OLD.previous_owner_id, OLD.campaign_id,
           OLD.window_expires_at, OLD.window_closed_at, OLD.inactive_at, OLD.labels, OLD.last_text, OLD.last_direction,
           OLD.last_at, OLD.waiting_since, OLD.merged_into)
          IS DISTINCT FROM
          (NEW.status, NEW.ticket, NEW.owner_id, NEW.lease_until, NEW.previous_owner_id, NEW.campaign_id,
           NEW.window_expires_at, NEW.window_closed_at, NEW.inactive_at, NEW.labels, NEW.last_text, NEW.last_direction,
           NEW.last_at, NEW.waiting_since, NEW.merged_into))
    EXECUTE FUNCTION conversation_changed();

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION message_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id();
    -- A visitor is told which thread it is: nobody looks for the news of every visitor at once.
    IF EXISTS (SELECT FROM inboxes WHERE id = NEW.inbox_id AND channel = 'widget') THEN
        PERFORM pg_notify('parley_live', json_build_object(
            'kind', 'message', 'inbox_id', NEW.inbox_id, 'conversation_id', NEW.conversation_id)::text);
    END IF;
    PERFORM ring_live();
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- A list shows the contact, and the history what was thought of a message.
-- +goose StatementBegin
CREATE FUNCTION contact_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE conversations SET revision = revision + 1, changed_in = pg_current_xact_id() WHERE contact_id = NEW.id;
    PERFORM ring_live();
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER contact_changed AFTER UPDATE ON contacts FOR EACH ROW
    WHEN ((OLD.name, OLD.username, OLD.blocked_at, OLD.opted_out_at)
          IS DISTINCT FROM (NEW.name, NEW.username, NEW.blocked_at, NEW.opted_out_at))
    EXECUTE FUNCTION contact_changed();

-- +goose StatementBegin
CREATE FUNCTION reaction_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The message's own trigger does the rest.
    UPDATE messages SET external_id = external_id WHERE inbox_id = NEW.inbox_id AND external_id = NEW.target;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER reaction_changed AFTER INSERT OR UPDATE ON reactions FOR EACH ROW EXECUTE FUNCTION reaction_changed();

-- Search in all messages.
CREATE INDEX messages_text ON messages USING gin (folded(text) gin_trgm_ops);

-- The regular expression of the folded texts that have s as a word of its own.
-- +goose StatementBegin
CREATE FUNCTION as_word(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '(^|\W)' || regexp_replace(folded(s), '([^[:alnum:]_[:space:]])', '\\\1', 'g') || '($|\W)';
-- +goose StatementEnd

-- Up to which message somebody has read a conversation.
CREATE TABLE conversation_reads (
    user_id         uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    conversation_id uuid NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    position        bigint NOT NULL,
    read_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, conversation_id)
);

-- Filters of the list that somebody keeps under a name.
CREATE TABLE saved_views (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       text NOT NULL CHECK (name <> ''),
    filter     jsonb NOT NULL CHECK (jsonb_typeof(filter) = 'object'),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX saved_views_name ON saved_views (user_id, lower(name));

-- What agents send often, shared by all.
CREATE TABLE canned_responses (
    id         uuid PRIMARY KEY,
    shortcut   text NOT NULL CHECK (shortcut <> ''),
    text       text NOT NULL CHECK (text <> ''),
    edited_by  uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX canned_responses_shortcut ON canned_responses (lower(shortcut));

-- Who is named in which note.
CREATE TABLE mentions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id uuid NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    UNIQUE (message_id, user_id)
);
CREATE INDEX mentions_user ON mentions (user_id, id);

-- +goose Down
DROP TABLE mentions, canned_responses, saved_views, conversation_reads;
DROP FUNCTION as_word(text);
DROP INDEX messages_text;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION message_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id();
    IF EXISTS (SELECT FROM inboxes WHERE id = NEW.inbox_id AND channel = 'widget') THEN
        PERFORM pg_notify('parley_live', json_build_object(
            'kind', 'message', 'inbox_id', NEW.inbox_id, 'conversation_id', NEW.conversation_id)::text);
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
DROP TRIGGER reaction_changed ON reactions;
DROP FUNCTION reaction_changed();
DROP TRIGGER contact_changed ON contacts;
DROP FUNCTION contact_changed();
DROP TRIGGER conversation_changed ON conversations;
DROP TRIGGER conversation_begun ON conversations;
DROP FUNCTION conversation_changed();
DROP FUNCTION ring_live();
DROP INDEX messages_changed, conversations_changed;
ALTER TABLE conversations DROP COLUMN changed_in, DROP COLUMN revision;
