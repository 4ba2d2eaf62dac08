-- +goose Up
-- Live updates: who listens learns which conversation has news and reads it by a cursor that misses nothing.

-- The transaction that wrote a message last. A reader that keeps the oldest transaction unfinished at its last look
-- (pg_snapshot_xmin) and reads everything from there on has seen every change: transactions commit in another order
-- than they begin. NULL for what was written before there was this column. No index: changes are looked for within one
-- conversation, and every index is paid for by every message.
ALTER TABLE messages ADD COLUMN changed_in xid8;

-- +goose StatementBegin
CREATE FUNCTION message_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id();
    -- Notifications queue up at one lock while they commit: only channels that show news by themselves pay for them.
    IF EXISTS (SELECT FROM inboxes WHERE id = NEW.inbox_id AND channel = 'widget') THEN
        PERFORM pg_notify('parley_live', json_build_object(
            'kind', 'message', 'inbox_id', NEW.inbox_id, 'conversation_id', NEW.conversation_id)::text);
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER message_changed BEFORE INSERT OR UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION message_changed();

-- +goose Down
DROP TRIGGER message_changed ON messages;
DROP FUNCTION message_changed;
ALTER TABLE messages DROP COLUMN changed_in;
