package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// CreateReplay stores a replay that waits for a worker. by is the user who asks,
// "" for an API key.
func (s *Store) CreateReplay(ctx context.Context, r responder.ReplayRequest, by string) (responder.Replay, error) {
	request, err := json.Marshal(r)
	if err != nil {
		return responder.Replay{}, fmt.Errorf("encode replay: %w", err)
	}
	id := uuid.Must(uuid.NewV7()).String()
	_, err = s.pool.Exec(ctx, insertReplay, pgx.NamedArgs{"id": id, "by": nullID(by), "request": request})
	if err != nil {
		return responder.Replay{}, fmt.Errorf("create replay: %w", invalid(err))
	}
	return s.GetReplay(ctx, id)
}

const insertReplay = `INSERT INTO replays (id, requested_by, request) VALUES (@id, @by, @request)`

// GetReplay returns a replay or faq.ErrNotFound. The texts of its examples are
// those of the messages now; an example whose messages have been erased is left
// out, and still counted.
func (s *Store) GetReplay(ctx context.Context, id string) (responder.Replay, error) {
	rows, err := s.pool.Query(ctx, selectReplay, pgx.NamedArgs{"id": id})
	if err != nil {
		return responder.Replay{}, fmt.Errorf("get replay: %w", err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, scanReplay)
	if errors.Is(err, pgx.ErrNoRows) {
		err = faq.ErrNotFound
	}
	if err == nil && r.Result != nil {
		err = s.tellExamples(ctx, r.Result)
	}
	if err != nil {
		return responder.Replay{}, fmt.Errorf("get replay: %w", err)
	}
	return r, nil
}

const selectReplay = `
SELECT id, status, requested_by, request, done, total, result, error, created_at, finished_at
FROM replays WHERE id = @id`

func scanReplay(row pgx.CollectableRow) (responder.Replay, error) {
	r, err := pgx.RowToStructByName[struct {
		ID          string
		Status      responder.ReplayStatus
		RequestedBy *string
		Request     []byte
		Done        int
		Total       int
		Result      []byte
		Error       string
		CreatedAt   time.Time
		FinishedAt  *time.Time
	}](row)
	if err != nil {
		return responder.Replay{}, err
	}
	replay := responder.Replay{
		ID: r.ID, Status: r.Status, By: text(r.RequestedBy), Done: r.Done, Total: r.Total, Error: r.Error,
		CreatedAt: r.CreatedAt.UTC(), FinishedAt: instant(r.FinishedAt),
	}
	if err := decode("request", r.ID, r.Request, &replay.Request); err != nil {
		return responder.Replay{}, err
	}
	if r.Result == nil {
		return replay, nil
	}
	replay.Result = &responder.ReplayResult{}
	return replay, decode("result", r.ID, r.Result, replay.Result)
}

func (s *Store) tellExamples(ctx context.Context, result *responder.ReplayResult) error {
	lists := []*responder.ReplayList{&result.Newly, &result.NoLonger, &result.Differently}
	var ids []string
	for _, list := range lists {
		for _, e := range list.Examples {
			ids = append(ids, e.DecisionID)
		}
	}
	texts, err := s.burstTexts(ctx, ids)
	if err != nil {
		return err
	}
	for _, list := range lists {
		var told []responder.ReplayExample
		for _, e := range list.Examples {
			if e.Text = texts[e.DecisionID]; e.Text != "" {
				told = append(told, e)
			}
		}
		list.Examples = told
	}
	return nil
}

// burstTexts returns the words of the bursts that decisions were about, by the
// decisions' ids, one line for each message.
func (s *Store) burstTexts(ctx context.Context, decisions []string) (map[string]string, error) {
	texts := make(map[string]string, len(decisions))
	if len(decisions) == 0 {
		return texts, nil
	}
	rows, err := s.pool.Query(ctx, selectBurstTexts, pgx.NamedArgs{"ids": decisions})
	if err != nil {
		return nil, err
	}
	var id, words string
	_, err = pgx.ForEachRow(rows, []any{&id, &words}, func() error {
		texts[id] = words
		return nil
	})
	return texts, err
}

const selectBurstTexts = `
SELECT d.id::text, ` + textOfDecision + `
FROM decisions d WHERE d.id = ANY (@ids::uuid[])`

// textOfDecision is what decision d was about.
const textOfDecision = `coalesce((
	SELECT string_agg(m.text, E'\n' ORDER BY m.seq) FROM messages m
	WHERE m.conversation_id = d.conversation_id AND m.seq BETWEEN d.from_seq AND d.upto_seq AND m.author = 'contact'), '')`

// ReplayProgress keeps how far a replay has come. It fails with faq.ErrState if
// it has ended, or is gone: there is no use in going on.
func (s *Store) ReplayProgress(ctx context.Context, id string, done, total int) error {
	return s.updateReplay(ctx, "keep progress of replay", progressReplay, pgx.NamedArgs{"id": id, "done": done, "total": total})
}

const progressReplay = `UPDATE replays SET done = @done, total = @total WHERE id = @id AND status = 'running'`

// FinishReplay keeps the result of a replay. It fails with faq.ErrState if it has
// ended, or is gone.
func (s *Store) FinishReplay(ctx context.Context, id string, result responder.ReplayResult) error {
	encoded, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("encode result of replay: %w", err)
	}
	return s.updateReplay(ctx, "finish replay", finishReplay, pgx.NamedArgs{"id": id, "result": encoded})
}

const finishReplay = `
UPDATE replays SET status = 'done', result = @result, done = greatest(done, total), finished_at = now()
WHERE id = @id AND status = 'running'`

// FailReplay ends a replay without a result; reason is a sentence for people. It
// fails with faq.ErrState if it has ended, or is gone.
func (s *Store) FailReplay(ctx context.Context, id, reason string) error {
	return s.updateReplay(ctx, "fail replay", failReplay, pgx.NamedArgs{"id": id, "error": reason})
}

const failReplay = `
UPDATE replays SET status = 'failed', error = @error, finished_at = now() WHERE id = @id AND status = 'running'`

func (s *Store) updateReplay(ctx context.Context, what, statement string, args pgx.NamedArgs) error {
	tag, err := s.pool.Exec(ctx, statement, args)
	if err == nil && tag.RowsAffected() == 0 {
		err = faq.ErrState
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, invalid(err))
	}
	return nil
}

// PruneReplays deletes replays older than age and returns how many.
func (s *Store) PruneReplays(ctx context.Context, age time.Duration) (int64, error) {
	return s.prune(ctx, "replays", pruneReplays, pgx.NamedArgs{"age": age, "limit": pruneBatch})
}

const pruneReplays = `
DELETE FROM replays WHERE id IN (
	SELECT id FROM replays WHERE created_at < now() - @age::interval ORDER BY created_at LIMIT @limit
)`
