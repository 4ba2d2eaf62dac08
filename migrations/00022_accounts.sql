-- +goose Up
-- Invitations, logins through an identity provider, sessions people can look through, and the audit log.

-- A user who logs in through an identity provider only has no password: '' matches none.
CREATE TABLE user_identities (
    issuer     text NOT NULL CHECK (issuer <> ''),
    subject    text NOT NULL CHECK (subject <> ''),
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX user_identities_user ON user_identities (user_id);

ALTER TABLE sessions
    -- What a user calls it by: the token is a secret, and so is its hash.
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN method text NOT NULL DEFAULT 'password' CHECK (method IN ('password', 'oidc', 'invitation')),
    -- The address and the browser that logged in.
    ADD COLUMN peer text NOT NULL DEFAULT '',
    ADD COLUMN user_agent text NOT NULL DEFAULT '';

CREATE TABLE invitations (
    id          uuid PRIMARY KEY,
    email       text NOT NULL CHECK (email <> ''),
    name        text NOT NULL CHECK (name <> ''),
    roles       text[] NOT NULL CHECK (roles <@ ARRAY['admin', 'agent', 'creator', 'approver', 'member'] AND cardinality(roles) > 0),
    -- SHA-256 of the token in the link; sending the link again replaces it.
    token_hash  bytea NOT NULL UNIQUE,
    invited_by  text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    revoked_at  timestamptz,
    accepted_at timestamptz,
    user_id     uuid REFERENCES users (id) ON DELETE SET NULL,
    CHECK (revoked_at IS NULL OR accepted_at IS NULL)
);
-- Nobody is invited twice at a time.
CREATE UNIQUE INDEX invitations_open ON invitations (lower(email)) WHERE revoked_at IS NULL AND accepted_at IS NULL;
CREATE INDEX invitations_created ON invitations (created_at, id);

-- Who did what. Rows are added and never touched again.
CREATE TABLE audit_log (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT now(),
    -- 'user/<id>', 'key/<id>', 'nobody' before a login, 'system'.
    actor       text NOT NULL,
    -- '<kind of object>.<what was done>'.
    action      text NOT NULL,
    object_kind text NOT NULL,
    object_id   text NOT NULL DEFAULT '',
    detail      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(detail) = 'object'),
    peer        text NOT NULL DEFAULT '',
    request_id  text NOT NULL DEFAULT ''
);
CREATE INDEX audit_log_actor ON audit_log (actor, id);
CREATE INDEX audit_log_action ON audit_log (action, id);
CREATE INDEX audit_log_object ON audit_log (object_kind, object_id, id);
CREATE INDEX audit_log_at ON audit_log USING brin (at);

-- +goose StatementBegin
CREATE FUNCTION audit_log_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_log_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_kept();

-- Triggers write the log: in the transaction of the change, whichever program makes it. On whose behalf is said by
-- the setting parley.origin, {"actor", "peer", "request_id"} as JSON, of the connection.
-- +goose StatementBegin
CREATE FUNCTION audit(fallback text, action text, kind text, object text, detail jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    origin jsonb := coalesce(nullif(current_setting('parley.origin', true), ''), '{}')::jsonb;
BEGIN
    INSERT INTO audit_log (actor, action, object_kind, object_id, detail, peer, request_id)
    VALUES (coalesce(nullif(origin->>'actor', ''), nullif(fallback, ''), 'system'), action, kind, coalesce(object, ''),
            jsonb_strip_nulls(detail), coalesce(origin->>'peer', ''), coalesce(origin->>'request_id', ''));
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION audit_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM audit('', 'user.created', 'user', NEW.id::text, jsonb_build_object('roles', NEW.roles));
        RETURN NULL;
    END IF;
    IF NEW.roles IS DISTINCT FROM OLD.roles THEN
        PERFORM audit('', 'user.roles_set', 'user', NEW.id::text, jsonb_build_object('from', OLD.roles, 'to', NEW.roles));
    END IF;
    IF NEW.password_hash IS DISTINCT FROM OLD.password_hash THEN
        PERFORM audit('', 'user.password_set', 'user', NEW.id::text, '{}');
    END IF;
    IF (NEW.disabled_at IS NULL) <> (OLD.disabled_at IS NULL) THEN
        PERFORM audit('', CASE WHEN NEW.disabled_at IS NULL THEN 'user.enabled' ELSE 'user.disabled' END, 'user', NEW.id::text, '{}');
    END IF;
    IF NEW.email IS DISTINCT FROM OLD.email OR NEW.name IS DISTINCT FROM OLD.name THEN
        PERFORM audit('', 'user.changed', 'user', NEW.id::text,
            jsonb_build_object('email', NEW.email IS DISTINCT FROM OLD.email, 'name', NEW.name IS DISTINCT FROM OLD.name));
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_users AFTER INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION audit_users();

-- +goose StatementBegin
CREATE FUNCTION audit_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM audit('user/' || NEW.user_id, 'session.started', 'session', NEW.id::text,
            jsonb_build_object('user_id', NEW.user_id, 'method', NEW.method));
    ELSIF OLD.expires_at > now() AND EXISTS (SELECT FROM users WHERE id = OLD.user_id) THEN
        PERFORM audit('', 'session.ended', 'session', OLD.id::text, jsonb_build_object('user_id', OLD.user_id));
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_sessions AFTER INSERT OR DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION audit_sessions();

-- +goose StatementBegin
CREATE FUNCTION audit_identities() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit('user/' || NEW.user_id, 'user.identity_linked', 'user', NEW.user_id::text, jsonb_build_object('issuer', NEW.issuer));
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_identities AFTER INSERT ON user_identities FOR EACH ROW EXECUTE FUNCTION audit_identities();

-- +goose StatementBegin
CREATE FUNCTION audit_api_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM audit('', 'api_key.created', 'api_key', NEW.id::text, jsonb_build_object('scopes', NEW.scopes));
    ELSIF OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL THEN
        PERFORM audit('', 'api_key.revoked', 'api_key', NEW.id::text, '{}');
    ELSIF NEW.scopes IS DISTINCT FROM OLD.scopes OR NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
        PERFORM audit('', 'api_key.changed', 'api_key', NEW.id::text, jsonb_build_object('scopes', NEW.scopes));
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_api_keys AFTER INSERT OR UPDATE OF scopes, revoked_at ON api_keys
    FOR EACH ROW EXECUTE FUNCTION audit_api_keys();

-- +goose StatementBegin
CREATE FUNCTION audit_inboxes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM audit('', 'inbox.created', 'inbox', NEW.id::text, jsonb_build_object('channel', NEW.channel));
        RETURN NULL;
    END IF;
    IF NEW.state <> OLD.state THEN
        PERFORM audit('', CASE NEW.state WHEN 'active' THEN 'inbox.enabled' ELSE 'inbox.disabled' END, 'inbox', NEW.id::text, '{}');
    END IF;
    IF NEW.secrets <> OLD.secrets OR NEW.credentials <> OLD.credentials THEN
        PERFORM audit('', 'inbox.secrets_set', 'inbox', NEW.id::text, '{}');
    END IF;
    IF (NEW.name, NEW.delivery_url, NEW.account, NEW.config, NEW.rate_per_second, NEW.burst)
        IS DISTINCT FROM (OLD.name, OLD.delivery_url, OLD.account, OLD.config, OLD.rate_per_second, OLD.burst) THEN
        PERFORM audit('', 'inbox.changed', 'inbox', NEW.id::text, '{}');
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- Not the columns that change with every message.
CREATE TRIGGER audit_inboxes
    AFTER INSERT OR UPDATE OF name, state, secrets, credentials, delivery_url, account, config, rate_per_second, burst ON inboxes
    FOR EACH ROW EXECUTE FUNCTION audit_inboxes();

-- What may answer or be sent: its approval, and what is changed of it after that.
-- +goose StatementBegin
CREATE FUNCTION audit_content() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kind text := TG_ARGV[0];
    before text := '';
    editor text := CASE WHEN NEW.edited_by IS NULL THEN '' ELSE 'user/' || NEW.edited_by END;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD.status;
    ELSIF NEW.status = 'draft' THEN
        RETURN NULL;
    END IF;
    IF NEW.status <> before THEN
        PERFORM audit(CASE WHEN kind = 'campaign' THEN '' ELSE editor END, kind || '.' || CASE NEW.status
            WHEN 'active' THEN 'activated' WHEN 'archived' THEN 'archived' WHEN 'draft' THEN 'restored'
            WHEN 'running' THEN CASE before WHEN 'paused' THEN 'resumed' ELSE 'launched' END ELSE NEW.status END,
            kind, NEW.id::text, jsonb_build_object('from', nullif(before, ''), 'version', NEW.version));
    ELSIF NEW.status IN ('active', 'running', 'paused') AND NEW.version <> OLD.version THEN
        PERFORM audit(editor, kind || '.changed', kind, NEW.id::text, jsonb_build_object('version', NEW.version));
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_faqs AFTER INSERT OR UPDATE OF status, version ON faqs
    FOR EACH ROW EXECUTE FUNCTION audit_content('faq');
CREATE TRIGGER audit_quick_replies AFTER INSERT OR UPDATE OF status, version ON quick_replies
    FOR EACH ROW EXECUTE FUNCTION audit_content('quick_reply');
CREATE TRIGGER audit_campaigns AFTER INSERT OR UPDATE OF status, version ON campaigns
    FOR EACH ROW EXECUTE FUNCTION audit_content('campaign');

-- +goose StatementBegin
CREATE FUNCTION audit_matching() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.chain <> OLD.chain THEN
        PERFORM audit('', 'responders.chain_set', 'responders', '', jsonb_build_object('from', OLD.chain, 'to', NEW.chain));
    END IF;
    IF (NEW.calibration, NEW.threshold) IS DISTINCT FROM (OLD.calibration, OLD.threshold) THEN
        PERFORM audit('', 'responders.matcher_set', 'responders', '', jsonb_build_object(
            'calibration', NEW.calibration, 'threshold', NEW.threshold, 'previous_threshold', OLD.threshold));
    END IF;
    IF (NEW.embedder_id, NEW.reembed_to) IS DISTINCT FROM (OLD.embedder_id, OLD.reembed_to) THEN
        PERFORM audit('', 'responders.embedder_set', 'responders', '', jsonb_build_object(
            'from', OLD.embedder_id, 'serving', NEW.embedder_id, 'to_serve', NEW.reembed_to));
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_matching AFTER UPDATE OF chain, calibration, threshold, embedder_id, reembed_to ON matching
    FOR EACH ROW EXECUTE FUNCTION audit_matching();

-- +goose StatementBegin
CREATE FUNCTION audit_invitations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM audit('', 'invitation.created', 'invitation', NEW.id::text, jsonb_build_object('roles', NEW.roles));
    ELSIF NEW.accepted_at IS NOT NULL AND OLD.accepted_at IS NULL THEN
        PERFORM audit('user/' || NEW.user_id, 'invitation.accepted', 'invitation', NEW.id::text, jsonb_build_object('user_id', NEW.user_id));
    ELSIF NEW.revoked_at IS NOT NULL AND OLD.revoked_at IS NULL THEN
        PERFORM audit('', 'invitation.revoked', 'invitation', NEW.id::text, '{}');
    ELSIF NEW.token_hash <> OLD.token_hash THEN
        PERFORM audit('', 'invitation.resent', 'invitation', NEW.id::text, '{}');
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_invitations AFTER INSERT OR UPDATE ON invitations FOR EACH ROW EXECUTE FUNCTION audit_invitations();

-- Grants and statuses of conversations: the workflow says who, and why.
-- +goose StatementBegin
CREATE FUNCTION audit_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit(CASE NEW.actor_id WHEN '' THEN '' ELSE 'user/' || NEW.actor_id END, 'conversation.' || NEW.type,
        'conversation', NEW.conversation_id::text, jsonb_build_object('ticket', NEW.ticket, 'from', NEW.data->'from',
        'to', NEW.data->'to', 'owner_id', NEW.data->'owner_id', 'cause', NEW.data->'cause'));
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_events AFTER INSERT ON events FOR EACH ROW
    WHEN (NEW.type IN ('claimed', 'released', 'transferred', 'status_changed', 'merged'))
    EXECUTE FUNCTION audit_events();

-- +goose Down
DROP TRIGGER audit_events ON events;
DROP TRIGGER audit_matching ON matching;
DROP TRIGGER audit_campaigns ON campaigns;
DROP TRIGGER audit_quick_replies ON quick_replies;
DROP TRIGGER audit_faqs ON faqs;
DROP TRIGGER audit_inboxes ON inboxes;
DROP TRIGGER audit_api_keys ON api_keys;
DROP TRIGGER audit_sessions ON sessions;
DROP TRIGGER audit_users ON users;
DROP TABLE audit_log, invitations, user_identities;
DROP FUNCTION audit_events, audit_invitations, audit_matching, audit_content, audit_inboxes, audit_api_keys, audit_identities,
    audit_sessions, audit_users, audit, audit_log_is_kept;
ALTER TABLE sessions DROP COLUMN id, DROP COLUMN method, DROP COLUMN peer, DROP COLUMN user_agent;
