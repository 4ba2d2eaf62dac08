package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// MarkWrong notes that a user finds an automatic answer wrong, and puts it into the
// conversation's audit trail. Whoever said so first stays the one who did. It fails
// with faq.ErrNotFound, and with responder.ErrSilent if nothing was answered.
func (s *Store) MarkWrong(ctx context.Context, decisionID, userID string) error {
	if err := s.onVerdict(ctx, decisionID, userID, conversation.CorrectedAnswer, markWrong); err != nil {
		return fmt.Errorf("mark decision wrong: %w", err)
	}
	return nil
}

// UnmarkWrong takes that back, whoever said it. Where nobody did, it does nothing.
// It fails with faq.ErrNotFound, and with responder.ErrSilent as MarkWrong does.
func (s *Store) UnmarkWrong(ctx context.Context, decisionID, userID string) error {
	if err := s.onVerdict(ctx, decisionID, userID, conversation.WithdrawnCorrection, unmarkWrong); err != nil {
		return fmt.Errorf("unmark decision: %w", err)
	}
	return nil
}

// onVerdict changes the verdict on a decision. The audit trail and the history, in
// which the answer is shown with it, learn of it if that changes anything.
func (s *Store) onVerdict(ctx context.Context, decisionID, userID string, what conversation.RecordType, change string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var about, at string
		var ticket int
		var version int64
		var answered bool
		err := tx.QueryRow(ctx, decisionJudged, decisionID).Scan(&about, &at, &ticket, &version, &answered)
		if errors.Is(err, pgx.ErrNoRows) {
			return faq.ErrNotFound
		}
		if err != nil {
			return err
		}
		if !answered {
			return responder.ErrSilent
		}
		tag, err := tx.Exec(ctx, change, pgx.NamedArgs{"decision": decisionID, "user": userID})
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		record := conversation.Record{Type: what, At: time.Now().UTC(), Ticket: ticket, ActorID: userID, MessageID: about, DecisionID: decisionID}
		data, err := json.Marshal(record)
		if err != nil {
			return fmt.Errorf("encode event: %w", err)
		}
		if _, err := tx.Exec(ctx, insertEvent, pgx.NamedArgs{
			"id": at, "version": version, "ticket": ticket, "type": string(what), "actor": userID, "data": data, "at": record.At,
		}); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, showVerdict, decisionID)
		return err
	})
}

const decisionJudged = `
SELECT coalesce((SELECT m.id::text FROM messages m WHERE m.conversation_id = d.conversation_id AND m.answers_seq = d.from_seq), ''),
       d.conversation_id, d.ticket, c.version, d.answered
FROM decisions d JOIN conversations c ON c.id = d.conversation_id WHERE d.id = $1`

const markWrong = `
INSERT INTO decision_verdicts (decision_id, user_id, verdict) VALUES (@decision, @user, 'wrong')
ON CONFLICT (decision_id) DO NOTHING`

// unmarkWrong compares no user: a colleague's slip is anybody's to mend.
const unmarkWrong = `DELETE FROM decision_verdicts WHERE decision_id = @decision AND @user::text <> ''`

// showVerdict changes nothing about the message but that those who look at it read
// it again.
const showVerdict = `
UPDATE messages m SET decision_id = m.decision_id FROM decisions d
WHERE d.id = $1 AND m.conversation_id = d.conversation_id AND m.answers_seq = d.from_seq`
