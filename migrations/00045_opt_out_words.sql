-- +goose Up
-- Who last said whether somebody wants messages of campaigns, and when: 'contact' (they wrote a word), 'provider', or the
-- principal of a request; '' where that was not kept.
ALTER TABLE contacts ADD COLUMN consent_by text NOT NULL DEFAULT '', ADD COLUMN consent_at timestamptz;

-- A transactional campaign tells people what they have to know, and so reaches those too who opted out.
ALTER TABLE campaigns ADD COLUMN transactional boolean NOT NULL DEFAULT false;

-- What a message says as a word: letter case, accents, and the spaces, stops and quotes around it aside.
-- +goose StatementBegin
CREATE FUNCTION consent_word(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(folded(regexp_replace(s, '\s+', ' ', 'g')), ' .!?,;:"''*_“”„‘’«»…');
-- +goose StatementEnd

-- The words of whoever wants no more messages of campaigns, and of whoever wants them again.
CREATE TABLE opt_out_words (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    stop       text[] NOT NULL,
    start      text[] NOT NULL,
    version    bigint NOT NULL DEFAULT 1,
    updated_by text NOT NULL DEFAULT '',
    updated_at timestamptz,
    CONSTRAINT opt_out_words_apart CHECK (NOT stop && start)
);
INSERT INTO opt_out_words (stop, start)
VALUES ('{stop,/stop,stop all,stopall,unsubscribe,opt out,opt-out,optout}', '{start,unstop,subscribe,opt in,opt-in,optin}');

-- A message that is nothing but such a word says it, whichever way it came in, in the transaction that stores it. What
-- was said before somebody else decided changes nothing: webhooks are late sometimes, and are read again.
-- +goose StatementBegin
CREATE FUNCTION heed_opt_out_word() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    word    text := consent_word(NEW.text);
    said_at timestamptz := least(coalesce(NEW.sent_at, NEW.created_at), NEW.created_at);
    stops   boolean;
BEGIN
    SELECT word = ANY (w.stop) INTO stops FROM opt_out_words w WHERE word = ANY (w.stop || w.start);
    IF FOUND THEN
        UPDATE contacts k SET opted_out_at = CASE WHEN stops THEN said_at END, consent_by = 'contact', consent_at = said_at
        FROM conversations c
        WHERE c.id = NEW.conversation_id AND k.id = c.contact_id
          AND (k.opted_out_at IS NOT NULL) IS DISTINCT FROM stops AND coalesce(k.consent_at <= said_at, true);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER heed_opt_out_word AFTER INSERT ON messages FOR EACH ROW
    WHEN (NEW.direction = 'in' AND length(NEW.text) BETWEEN 1 AND 60 AND NEW.attachments = '[]')
    EXECUTE FUNCTION heed_opt_out_word();

-- +goose StatementBegin
CREATE FUNCTION audit_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit('', CASE WHEN NEW.opted_out_at IS NULL THEN 'contact.opted_in' ELSE 'contact.opted_out' END, 'contact',
        NEW.id::text, jsonb_build_object('by', split_part(NEW.consent_by, '/', 1)));
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_consent AFTER UPDATE OF opted_out_at ON contacts FOR EACH ROW
    WHEN ((OLD.opted_out_at IS NULL) <> (NEW.opted_out_at IS NULL)) EXECUTE FUNCTION audit_consent();

-- +goose StatementBegin
CREATE FUNCTION audit_opt_out_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit('', 'settings.opt_out_words_set', 'settings', '', jsonb_build_object('stop', NEW.stop, 'start', NEW.start));
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_opt_out_words AFTER UPDATE ON opt_out_words FOR EACH ROW EXECUTE FUNCTION audit_opt_out_words();

-- +goose Down
DROP TRIGGER audit_consent ON contacts;
DROP TRIGGER heed_opt_out_word ON messages;
DROP TABLE opt_out_words;
DROP FUNCTION audit_opt_out_words, audit_consent, heed_opt_out_word, consent_word;
ALTER TABLE campaigns DROP COLUMN transactional;
ALTER TABLE contacts DROP COLUMN consent_by, DROP COLUMN consent_at;
