-- +goose Up
-- Contacts as people look them up, rename and erase them.

ALTER TABLE contacts
    -- The contact that goes on in place of this one, who turned out to be the same person.
    ADD COLUMN merged_into uuid REFERENCES contacts (id),
    -- When somebody here named them: what channels call them no longer counts.
    ADD COLUMN renamed_at timestamptz;
UPDATE contacts k SET merged_into = i.contact_id
FROM conversations f JOIN conversations i ON i.id = f.merged_into
WHERE f.contact_id = k.id AND i.contact_id <> k.id;
CREATE INDEX contacts_merged ON contacts (merged_into) WHERE merged_into IS NOT NULL;

-- The orders of the list, and what it searches beside names.
CREATE INDEX contacts_created ON contacts (created_at, id) WHERE merged_into IS NULL;
CREATE INDEX contacts_by_name ON contacts (folded(name), id) WHERE merged_into IS NULL;
CREATE INDEX contacts_username ON contacts USING gin (folded(username) gin_trgm_ops) WHERE username <> '';
CREATE INDEX contacts_opted_out ON contacts (opted_out_at) WHERE opted_out_at IS NOT NULL;
CREATE INDEX contact_identities_value ON contact_identities USING gin (folded(value) gin_trgm_ops);
CREATE INDEX conversations_of_contact ON conversations (contact_id, last_at DESC, id DESC) WHERE merged_into IS NULL;

-- A conversation that goes is looked for here.
CREATE INDEX conversation_reads_conversation ON conversation_reads (conversation_id);

-- Who is being erased, and how far it has come. A row that has ended says nothing about the person.
CREATE TABLE erasures (
    id            uuid PRIMARY KEY,
    contact_id    uuid NOT NULL,
    -- 'user/<id>' or 'key/<id>'.
    requested_by  text NOT NULL,
    step          text NOT NULL DEFAULT 'rows' CHECK (step IN ('rows', 'histories', 'webhooks', 'files', 'done')),
    -- What the person is known by in what providers posted, the conversations whose histories go, and the files whose
    -- content goes; all empty at the end.
    known_as      text[] NOT NULL DEFAULT '{}',
    conversations uuid[] NOT NULL DEFAULT '{}',
    files         uuid[] NOT NULL DEFAULT '{}',
    -- Up to which webhook was looked, and which was the last when that began.
    webhooks_to   bigint NOT NULL DEFAULT 0,
    webhooks_end  bigint NOT NULL DEFAULT 0,
    messages      bigint NOT NULL DEFAULT 0,
    webhooks      bigint NOT NULL DEFAULT 0,
    contents      bigint NOT NULL DEFAULT 0,
    histories     bigint NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL DEFAULT now(),
    -- When the rows went: what is younger is about somebody new.
    erased_at     timestamptz,
    finished_at   timestamptz,
    CHECK (finished_at IS NULL OR (known_as = '{}' AND conversations = '{}' AND files = '{}'))
);
-- Once the rows are gone, who goes by the same id is somebody new.
CREATE UNIQUE INDEX erasures_rows ON erasures (contact_id) WHERE step = 'rows';
CREATE INDEX erasures_open ON erasures (id) WHERE finished_at IS NULL;

-- +goose StatementBegin
CREATE FUNCTION audit_erasures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM audit(NEW.requested_by, 'contact.erasure_begun', 'contact', NEW.contact_id::text,
            jsonb_build_object('erasure_id', NEW.id));
    ELSIF OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL THEN
        PERFORM audit(NEW.requested_by, 'contact.erased', 'contact', NEW.contact_id::text, jsonb_build_object(
            'erasure_id', NEW.id, 'messages', NEW.messages, 'webhooks', NEW.webhooks, 'files', NEW.contents,
            'histories', NEW.histories));
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_erasures AFTER INSERT OR UPDATE OF finished_at ON erasures
    FOR EACH ROW EXECUTE FUNCTION audit_erasures();

-- +goose StatementBegin
CREATE FUNCTION audit_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.renamed_at IS DISTINCT FROM OLD.renamed_at THEN
        PERFORM audit('', 'contact.renamed', 'contact', NEW.id::text, '{}');
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_contacts AFTER UPDATE OF renamed_at ON contacts FOR EACH ROW EXECUTE FUNCTION audit_contacts();

-- +goose Down
DROP TRIGGER audit_contacts ON contacts;
DROP TABLE erasures;
DROP FUNCTION audit_contacts, audit_erasures;
DROP INDEX conversation_reads_conversation, conversations_of_contact, contact_identities_value, contacts_opted_out, contacts_username,
    contacts_by_name, contacts_created, contacts_merged;
ALTER TABLE contacts DROP COLUMN renamed_at, DROP COLUMN merged_into;
