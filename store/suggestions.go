package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/parleyhq/parley/faq"
)

// ListSuggestions returns at most limit suggestions of a status, the largest
// first: those behind the one with the id after, "" for the first page.
func (s *Store) ListSuggestions(ctx context.Context, status faq.SuggestionStatus, after string, limit int) ([]faq.Suggestion, error) {
	rows, err := s.pool.Query(ctx, listSuggestions, pgx.NamedArgs{"status": status, "after": nullID(after), "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("list suggestions: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanSuggestion)
	if err == nil {
		err = s.tellSuggestions(ctx, found)
	}
	if err != nil {
		return nil, fmt.Errorf("list suggestions: %w", err)
	}
	return found, nil
}

// GetSuggestion returns a suggestion or faq.ErrNotFound.
func (s *Store) GetSuggestion(ctx context.Context, id string) (faq.Suggestion, error) {
	found, err := oneSuggestion(ctx, s.pool, selectSuggestion, pgx.NamedArgs{"id": id})
	if err != nil {
		return faq.Suggestion{}, fmt.Errorf("get suggestion: %w", err)
	}
	told := []faq.Suggestion{found}
	if err := s.tellSuggestions(ctx, told); err != nil {
		return faq.Suggestion{}, fmt.Errorf("get suggestion: %w", err)
	}
	return told[0], nil
}

const suggestionColumns = `s.id, s.status, s.size, s.first_at, s.last_at, s.faq_id, s.decided_by, s.created_at`

const selectSuggestion = `SELECT ` + suggestionColumns + ` FROM suggestions s WHERE s.id = @id`

const selectSuggestionForUpdate = selectSuggestion + ` FOR UPDATE`

const listSuggestions = `
SELECT ` + suggestionColumns + ` FROM suggestions s
WHERE s.status = @status
  AND (@after::uuid IS NULL OR (-s.size, s.id) > (SELECT -o.size, o.id FROM suggestions o WHERE o.id = @after))
ORDER BY s.size DESC, s.id LIMIT @limit`

func scanSuggestion(row pgx.CollectableRow) (faq.Suggestion, error) {
	r, err := pgx.RowToStructByName[struct {
		ID        string
		Status    faq.SuggestionStatus
		Size      int
		FirstAt   time.Time
		LastAt    time.Time
		FAQID     *string `db:"faq_id"`
		DecidedBy *string
		CreatedAt time.Time
	}](row)
	return faq.Suggestion{
		ID: r.ID, Status: r.Status, Size: r.Size, FirstAt: r.FirstAt.UTC(), LastAt: r.LastAt.UTC(),
		FAQID: text(r.FAQID), DecidedBy: text(r.DecidedBy), CreatedAt: r.CreatedAt.UTC(),
	}, err
}

func oneSuggestion(ctx context.Context, q rowsQuerier, sql string, args pgx.NamedArgs) (faq.Suggestion, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return faq.Suggestion{}, err
	}
	found, err := pgx.CollectExactlyOneRow(rows, scanSuggestion)
	if errors.Is(err, pgx.ErrNoRows) {
		err = faq.ErrNotFound
	}
	return found, err
}

// tellSuggestions fills in the wordings, which are read from the messages.
func (s *Store) tellSuggestions(ctx context.Context, suggestions []faq.Suggestion) error {
	ids := make([]string, len(suggestions))
	place := make(map[string]int, len(suggestions))
	for i, found := range suggestions {
		ids[i], place[found.ID] = found.ID, i
	}
	rows, err := s.pool.Query(ctx, listMembers, pgx.NamedArgs{"ids": ids, "most": faq.MaxSamples})
	if err != nil {
		return err
	}
	members, err := pgx.CollectRows(rows, pgx.RowToStructByName[memberRow])
	if err != nil {
		return err
	}
	for _, m := range members {
		m.tell(&suggestions[place[m.SuggestionID]])
	}
	return nil
}

// listMembers reads proposed wordings and the most typical messages, the
// wordings in their order first.
const listMembers = `
SELECT s.suggestion_id, s.decision_id, d.conversation_id, s.rank, s.wording, d.created_at AS at,
       ` + textOfDecision + ` AS text, ` + agentReply + ` AS agent_reply
FROM suggestion_members s JOIN decisions d ON d.id = s.decision_id
WHERE s.suggestion_id = ANY (@ids::uuid[]) AND (s.wording IS NOT NULL OR s.rank < @most)
ORDER BY s.suggestion_id, s.wording NULLS LAST, s.rank`

// agentReply is the first message an agent wrote after the burst of decision d.
const agentReply = `coalesce((
	SELECT m.text FROM messages m
	WHERE m.conversation_id = d.conversation_id AND m.seq > d.upto_seq AND m.author = 'agent'
	  AND m.state NOT IN ('refused', 'failed')
	ORDER BY m.seq LIMIT 1), '')`

type memberRow struct {
	SuggestionID   string
	DecisionID     string
	ConversationID string
	Rank           int
	Wording        *int
	At             time.Time
	Text           string
	AgentReply     string
}

// tell adds a member to what its suggestion says. One whose words have been
// erased adds nothing.
func (m memberRow) tell(s *faq.Suggestion) {
	if m.Text == "" {
		return
	}
	switch {
	case m.Wording == nil:
	case s.Question == "":
		s.Question = m.Text
	default:
		s.Related = append(s.Related, m.Text)
	}
	if s.Answer == "" {
		s.Answer = m.AgentReply
	}
	if m.Rank < faq.MaxSamples {
		s.Samples = append(s.Samples, faq.Sample{
			DecisionID: m.DecisionID, ConversationID: m.ConversationID, Text: m.Text, At: m.At.UTC(),
		})
	}
}

// UnansweredBursts returns the latest limit bursts since an instant that the FAQs
// were asked about and did not answer, newest first, with their vectors of a
// model; those without are left out. One that got a quick reply or a filler is
// still unanswered.
func (s *Store) UnansweredBursts(ctx context.Context, since time.Time, model string, limit int) ([]faq.Unanswered, error) {
	var found []faq.Unanswered
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, bulkTimeout); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, listUnanswered, pgx.NamedArgs{"since": since, "model": model, "limit": limit})
		if err != nil {
			return err
		}
		found, err = pgx.CollectRows(rows, scanUnanswered)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list unanswered bursts: %w", err)
	}
	return found, nil
}

const listUnanswered = `
SELECT d.id, d.conversation_id, ` + textOfDecision + ` AS text, v.embedding, d.created_at, ` + agentReply + ` AS agent_reply
FROM decisions d JOIN decision_vectors v ON v.decision_id = d.id AND v.part = 0 AND v.model = @model
WHERE d.created_at >= @since AND NOT (d.answered AND d.step = 'faq')
ORDER BY d.created_at DESC, d.id DESC LIMIT @limit`

func scanUnanswered(row pgx.CollectableRow) (faq.Unanswered, error) {
	var u faq.Unanswered
	var vector pgvector.Vector
	err := row.Scan(&u.DecisionID, &u.ConversationID, &u.Text, &vector, &u.At, &u.AgentReply)
	u.Vector, u.At = vector.Slice(), u.At.UTC()
	return u, err
}
