-- +goose Up
-- What was loaded to look around with, until it is removed again.
CREATE TABLE demo (
    one         boolean PRIMARY KEY DEFAULT true CHECK (one),
    inbox_id    uuid NOT NULL REFERENCES inboxes (id),
    -- The import that brings its FAQs in, NULL before it is begun and where there is nothing to bring.
    import_id   uuid,
    -- When its FAQs were there, when its customers had written, and when it began to be removed.
    faqs_at     timestamptz,
    loaded_at   timestamptz,
    removing_at timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now()
);

-- The FAQs that were made for it, with a digest of what they said then: one that says something else is somebody's.
CREATE TABLE demo_faqs (
    faq_id uuid PRIMARY KEY REFERENCES faqs (id) ON DELETE CASCADE,
    said   text NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION audit_demo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM audit('', 'demo.removed', 'demo', '', jsonb_build_object('inbox_id', OLD.inbox_id));
    ELSIF NEW.loaded_at IS NOT NULL AND OLD.loaded_at IS NULL THEN
        PERFORM audit('', 'demo.loaded', 'demo', '', jsonb_build_object('inbox_id', NEW.inbox_id));
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_demo AFTER UPDATE OF loaded_at OR DELETE ON demo FOR EACH ROW EXECUTE FUNCTION audit_demo();

-- +goose Down
DROP TABLE demo_faqs, demo;
DROP FUNCTION audit_demo;
