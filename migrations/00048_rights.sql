-- +goose Up
-- A stream of live updates ends with the session or the key that it was opened with, wherever that ended: the processes
-- that hold streams are told whose rights have changed, and look. A change of roles and a disabled account end sessions.

-- +goose StatementBegin
CREATE FUNCTION sessions_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('parley_live', json_build_object('kind', 'rights', 'user_id', user_id)::text)
    FROM (SELECT DISTINCT user_id FROM ended) u;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER sessions_ended AFTER DELETE ON sessions REFERENCING OLD TABLE AS ended
    FOR EACH STATEMENT EXECUTE FUNCTION sessions_ended();

-- +goose StatementBegin
CREATE FUNCTION api_key_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('parley_live', json_build_object('kind', 'rights', 'key_id', NEW.id)::text);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER api_key_revoked AFTER UPDATE OF revoked_at ON api_keys
    FOR EACH ROW WHEN (NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION api_key_revoked();

-- +goose Down
DROP TRIGGER api_key_revoked ON api_keys;
DROP FUNCTION api_key_revoked();
DROP TRIGGER sessions_ended ON sessions;
DROP FUNCTION sessions_ended();
