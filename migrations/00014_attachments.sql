-- +goose Up
-- Files that people send each other. Their content is in the blob store, under the row's id: the row is there before
-- the content and goes after it, so that nothing can lie there that no row speaks of.

CREATE TABLE attachments (
    id         uuid PRIMARY KEY,
    -- The message it came with; NULL for an upload.
    message_id uuid REFERENCES messages (id) ON DELETE SET NULL,
    -- Who uploaded it, as a principal; '' for what came with a message.
    uploader   text NOT NULL DEFAULT '',
    -- pending: to be fetched; uploading: its content is on its way; discarded: on its way out.
    state      text NOT NULL CHECK (state IN ('pending', 'uploading', 'stored', 'failed', 'discarded')),
    -- Where to fetch it from, as the message said.
    source     jsonb NOT NULL DEFAULT '{}',
    name       text NOT NULL DEFAULT '',
    -- What the content is, as far as its first bytes tell.
    mime       text NOT NULL DEFAULT '',
    size       bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
    -- Hexadecimal, of the content.
    sha256     text NOT NULL DEFAULT '',
    -- Why it could not be fetched, in words.
    problem    text NOT NULL DEFAULT '',
    attempts   integer NOT NULL DEFAULT 0,
    -- When to try next; a worker that has it puts it off for as long as it may take.
    due_at     timestamptz,
    -- When a message of ours was last given it.
    used_at    timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX attachments_due ON attachments (due_at) WHERE state = 'pending';
CREATE INDEX attachments_message ON attachments (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX attachments_uploads ON attachments (created_at) WHERE message_id IS NULL;
CREATE INDEX attachments_discarded ON attachments (id) WHERE state = 'discarded';

CREATE INDEX messages_deleted ON messages (id) WHERE deleted_at IS NOT NULL;

-- Messages of ours that carry a stored file.
CREATE TABLE attachment_uses (
    attachment_id uuid NOT NULL REFERENCES attachments (id),
    message_id    uuid NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    PRIMARY KEY (attachment_id, message_id)
);
CREATE INDEX attachment_uses_message ON attachment_uses (message_id);

-- Whichever way a message is written: what it waits for is in the queue, and what it carries stays as long as it does.
-- +goose StatementBegin
CREATE FUNCTION keep_files() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    carried uuid[];
    kept    uuid[];
BEGIN
    INSERT INTO attachments (id, message_id, state, source, name, due_at)
    SELECT (file ->> 'id')::uuid, NEW.id, 'pending', file, coalesce(file ->> 'name', ''), clock_timestamp()
    FROM jsonb_array_elements(NEW.attachments) AS file WHERE file ->> 'state' = 'pending'
    ON CONFLICT (id) DO NOTHING;

    SELECT array_agg(DISTINCT (file ->> 'id')::uuid) INTO carried
    FROM (
        SELECT jsonb_array_elements(NEW.attachments) AS file
        UNION ALL SELECT NEW.template #> '{header,attachment}'
    ) files
    WHERE file ->> 'id' <> '' AND coalesce(file ->> 'state', 'stored') = 'stored'
      AND NOT EXISTS (SELECT FROM attachments a WHERE a.id = (file ->> 'id')::uuid AND a.message_id = NEW.id);
    IF carried IS NULL THEN
        RETURN NULL;
    END IF;
    -- In order, so that two messages with the same files do not block each other for good. The rows change: what tidies
    -- up at the same time sees that.
    PERFORM FROM attachments WHERE id = ANY (carried) ORDER BY id FOR UPDATE;
    WITH used AS (
        UPDATE attachments SET used_at = clock_timestamp() WHERE id = ANY (carried) AND state = 'stored' RETURNING id
    )
    SELECT array_agg(id) INTO kept FROM used;
    IF coalesce(cardinality(kept), 0) < cardinality(carried) THEN
        RAISE EXCEPTION 'a message carries a file that is not stored'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'attachment_uses_attachment_id_fkey';
    END IF;
    INSERT INTO attachment_uses (attachment_id, message_id) SELECT unnest(kept), NEW.id ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER messages_files AFTER INSERT OR UPDATE OF attachments ON messages
    FOR EACH ROW WHEN (NEW.attachments <> '[]'::jsonb OR NEW.template IS NOT NULL) EXECUTE FUNCTION keep_files();

-- +goose Down
DROP TRIGGER messages_files ON messages;
DROP FUNCTION keep_files;
DROP TABLE attachment_uses, attachments;
DROP INDEX messages_deleted;
