package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// ErasedThreads returns the conversations of an erased person, and when their rows
// went: whatever began later is somebody new's.
func (s *Store) ErasedThreads(ctx context.Context, erasureID string) (ids []string, at time.Time, err error) {
	err = s.pool.QueryRow(ctx, erasedThreadsOf, erasureID).Scan(&ids, &at)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("find erased conversations: %w", err)
	}
	return ids, at, nil
}

const erasedThreadsOf = `
SELECT conversations::text[], coalesce(erased_at, now()) FROM erasures WHERE id = $1`

// NoteHistories counts histories that were told to go, as many as were there at
// one time: they are seen again until they are gone. over says that these were
// all, and that what providers posted is next.
func (s *Store) NoteHistories(ctx context.Context, erasureID string, gone int, over bool) error {
	_, err := s.pool.Exec(ctx, noteHistories, pgx.NamedArgs{"id": erasureID, "gone": gone, "over": over})
	if err != nil {
		return fmt.Errorf("note histories: %w", err)
	}
	return nil
}

const noteHistories = `
UPDATE erasures SET histories = greatest(histories, @gone),
       step = CASE WHEN @over THEN 'webhooks' ELSE step END,
       webhooks_end = CASE WHEN @over THEN (SELECT coalesce(max(id), 0) FROM webhooks) ELSE webhooks_end END
WHERE id = @id AND step = 'histories'`

// EraseWebhooks looks through the next of the webhooks that are kept as they came
// and deletes those that name the person. Others that were in the same webhook
// lose nothing: what was in it is stored. It returns up to which id it has looked
// and which is the last; over says that there are no more.
func (s *Store) EraseWebhooks(ctx context.Context, erasureID string) (at, end int64, over bool, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var step string
		var known []string
		if err := tx.QueryRow(ctx, lockWebhookScan, erasureID).Scan(&step, &known, &at, &end); err != nil {
			return err
		}
		if over = step != "webhooks"; over {
			return nil
		}
		if _, err := tx.Exec(ctx, eraseAtLeisure); err != nil {
			return err
		}
		words, others := needles(known)
		args := pgx.NamedArgs{"id": erasureID, "after": at, "words": words, "others": others, "limit": pruneBatch}
		var last *int64
		var gone int64
		if err := tx.QueryRow(ctx, eraseWebhooks, args).Scan(&last, &gone); err != nil {
			return err
		}
		over = last == nil
		if !over {
			at = *last
			end = max(end, at)
		}
		args["at"], args["end"], args["gone"], args["over"] = at, end, gone, over
		_, err := tx.Exec(ctx, noteWebhooks, args)
		return err
	})
	if err != nil {
		return 0, 0, false, fmt.Errorf("erase webhooks: %w", err)
	}
	return at, end, over, nil
}

const lockWebhookScan = `SELECT step, known_as, webhooks_to, webhooks_end FROM erasures WHERE id = $1 FOR UPDATE`

// eraseWebhooks looks for what is a word of its own, as identities are: one that
// is short stands in many others.
const eraseWebhooks = `
WITH batch AS MATERIALIZED (
	SELECT id, body FROM webhooks WHERE id > @after ORDER BY id LIMIT @limit
), gone AS (
	DELETE FROM webhooks w USING batch b
	WHERE w.id = b.id AND (
		@words::text <> '' AND encode(b.body, 'escape') ~ @words
		OR EXISTS (SELECT FROM unnest(@others::bytea[]) AS other WHERE position(other IN b.body) > 0))
	RETURNING w.id
)
SELECT (SELECT max(id) FROM batch), (SELECT count(*) FROM gone)`

const noteWebhooks = `
UPDATE erasures SET webhooks_to = @at, webhooks_end = @end, webhooks = webhooks + @gone,
       step = CASE WHEN @over THEN 'files' ELSE step END
WHERE id = @id`

// needles are what to look for in JSON that somebody else wrote: a pattern for
// values of plain characters, and the ways in which the others may be written.
func needles(values []string) (words string, others [][]byte) {
	plain := regexp.MustCompile(`^[0-9A-Za-z_.-]+$`)
	var patterns []string
	others = [][]byte{}
	for _, v := range values {
		if plain.MatchString(v) {
			patterns = append(patterns, regexp.QuoteMeta(v))
			continue
		}
		raw, _ := json.Marshal(v)
		inner := strings.Trim(string(raw), `"`)
		ascii := escaped(inner)
		for _, form := range []string{v, inner, ascii, strings.ReplaceAll(inner, "/", `\/`), strings.ReplaceAll(ascii, "/", `\/`)} {
			others = append(others, []byte(form))
		}
	}
	if len(patterns) == 0 {
		return "", others
	}
	return `(^|[^0-9A-Za-z_])(` + strings.Join(patterns, "|") + `)($|[^0-9A-Za-z_])`, others
}

// escaped writes what is not ASCII as JSON may.
func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

// FilesToErase returns some of the files whose content has to go. Of those that
// may just be on their way in, it says until when: they are looked after then. over
// says that none is left, which ends the erasure.
func (s *Store) FilesToErase(ctx context.Context, erasureID string) (ids []string, until time.Time, over bool, err error) {
	var busy *time.Time
	err = s.pool.QueryRow(ctx, filesToErase, erasureID).Scan(&ids, &busy)
	if err != nil {
		return nil, time.Time{}, false, fmt.Errorf("find erased files: %w", err)
	}
	return ids, instant(busy), len(ids) == 0 && busy == nil, nil
}

const filesToErase = `
SELECT coalesce((array_agg(f.id::text) FILTER (WHERE a.due_at IS NULL OR a.due_at <= clock_timestamp()))[1:500], '{}'),
       max(a.due_at) FILTER (WHERE a.due_at > clock_timestamp())
FROM erasures e CROSS JOIN unnest(e.files) AS f (id) LEFT JOIN attachments a ON a.id = f.id
WHERE e.id = $1`

// FilesErased says that the content of files is gone, and forgets them.
func (s *Store) FilesErased(ctx context.Context, erasureID string, ids []string) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		args := pgx.NamedArgs{"id": erasureID, "ids": ids}
		for _, sql := range []string{noteFiles, forgetErasedFiles} {
			if _, err := tx.Exec(ctx, sql, args); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("forget erased files: %w", err)
	}
	return nil
}

const noteFiles = `
UPDATE erasures e SET
	files = ARRAY(SELECT f FROM unnest(e.files) AS f WHERE f <> ALL (@ids::uuid[])),
	contents = contents + (SELECT count(*) FROM unnest(e.files) AS f WHERE f = ANY (@ids::uuid[]))
WHERE id = @id`

const forgetErasedFiles = `DELETE FROM attachments WHERE id = ANY (@ids::uuid[]) AND state = 'discarded'`

// FinishErasure ends an erasure once more looking through what providers posted
// around the time when the rows went, and forgets by what the person was found.
func (s *Store) FinishErasure(ctx context.Context, erasureID string) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var known []string
		var at *time.Time
		var step string
		if err := tx.QueryRow(ctx, lockLateWebhooks, erasureID).Scan(&step, &known, &at); err != nil {
			return err
		}
		if step != "files" || at == nil {
			return errNotErased
		}
		if _, err := tx.Exec(ctx, eraseAtLeisure); err != nil {
			return err
		}
		words, others := needles(known)
		tag, err := tx.Exec(ctx, eraseLateWebhooks, pgx.NamedArgs{"at": *at, "words": words, "others": others})
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, finishErasure, pgx.NamedArgs{"id": erasureID, "gone": tag.RowsAffected()})
		return err
	})
	if errors.Is(err, errNotErased) {
		// It has ended already.
		return nil
	}
	if err != nil {
		return fmt.Errorf("finish erasure: %w", err)
	}
	return nil
}

var errNotErased = errors.New("store: not at its last step")

const lockLateWebhooks = `SELECT step, known_as, erased_at FROM erasures WHERE id = $1 FOR UPDATE`

// eraseLateWebhooks is for those whose transactions began before the rows went and
// ended after they had been looked for.
const eraseLateWebhooks = `
DELETE FROM webhooks
WHERE received_at BETWEEN @at::timestamptz - interval '5 minutes' AND @at::timestamptz + interval '1 minute' AND (
	@words::text <> '' AND encode(body, 'escape') ~ @words
	OR EXISTS (SELECT FROM unnest(@others::bytea[]) AS other WHERE position(other IN body) > 0))`

const finishErasure = `
UPDATE erasures SET step = 'done', finished_at = clock_timestamp(), webhooks = webhooks + @gone,
       known_as = '{}', conversations = '{}', files = '{}'
WHERE id = @id`
