-- +goose Up
-- What admins set over the environment's settings of conversations. NULL: as the environment has it.
CREATE TABLE conversation_settings (
    singleton                  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    -- In milliseconds.
    window_ms                  bigint CHECK (window_ms > 0),
    lease_ms                   bigint CHECK (lease_ms > 0),
    debounce_ms                bigint CHECK (debounce_ms >= 0),
    keep_owner_ms              bigint CHECK (keep_owner_ms >= 0),
    inactive_includes_resolved boolean,
    version                    bigint NOT NULL DEFAULT 1,
    updated_by                 text NOT NULL DEFAULT '',
    updated_at                 timestamptz
);
INSERT INTO conversation_settings DEFAULT VALUES;

-- +goose StatementBegin
CREATE FUNCTION audit_conversation_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit('', 'settings.changed', 'settings', '', jsonb_build_object(
        'window_ms', NEW.window_ms, 'lease_ms', NEW.lease_ms, 'debounce_ms', NEW.debounce_ms,
        'keep_owner_ms', NEW.keep_owner_ms, 'inactive_includes_resolved', NEW.inactive_includes_resolved));
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_conversation_settings AFTER UPDATE ON conversation_settings
    FOR EACH ROW EXECUTE FUNCTION audit_conversation_settings();

-- +goose Down
DROP TABLE conversation_settings;
DROP FUNCTION audit_conversation_settings;
