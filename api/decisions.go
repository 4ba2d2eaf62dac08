package api

import (
	"context"
	"errors"

	"github.com/parleyhq/parley/responder"
)

// Decisions is where automatic decisions are kept.
type Decisions interface {
	// GetDecision fails with faq.ErrNotFound.
	GetDecision(ctx context.Context, id string) (responder.Recorded, error)
	// MarkWrong and UnmarkWrong fail with faq.ErrNotFound, and with
	// responder.ErrSilent if nothing was answered.
	MarkWrong(ctx context.Context, decisionID, userID string) error
	UnmarkWrong(ctx context.Context, decisionID, userID string) error
}

type decisionHandlers struct{ decisions Decisions }

// GetDecision says why something was answered, or was not: "View matched".
func (h decisionHandlers) GetDecision(ctx context.Context, r GetDecisionRequestObject) (GetDecisionResponseObject, error) {
	d, err := h.decisions.GetDecision(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return GetDecision200JSONResponse(decisionView(d)), nil
}

func decisionView(d responder.Recorded) Decision {
	if d.At.IsZero() {
		d.At = d.CreatedAt
	}
	v := Decision{
		ID: d.ID, ConversationID: d.ConversationID, Ticket: d.Ticket, FromSeq: d.FromSeq, UptoSeq: d.UptoSeq,
		CreatedAt: d.CreatedAt.UTC(), Verdict: verdictView(d.Decision),
	}
	if c := d.Correction; c != nil {
		v.Correction = &Correction{User: Person{ID: c.UserID, Name: c.UserName}, At: c.At.UTC()}
	}
	return v
}

// CorrectDecision notes that an automatic answer was wrong.
func (h decisionHandlers) CorrectDecision(ctx context.Context, r CorrectDecisionRequestObject) (CorrectDecisionResponseObject, error) {
	d, err := h.judge(ctx, r.ID, h.decisions.MarkWrong)
	return CorrectDecision200JSONResponse(d), err
}

// UncorrectDecision takes that back.
func (h decisionHandlers) UncorrectDecision(ctx context.Context, r UncorrectDecisionRequestObject) (UncorrectDecisionResponseObject, error) {
	d, err := h.judge(ctx, r.ID, h.decisions.UnmarkWrong)
	return UncorrectDecision200JSONResponse(d), err
}

func (h decisionHandlers) judge(ctx context.Context, id string, change func(ctx context.Context, id, userID string) error) (Decision, error) {
	user, err := userOf(ctx)
	if err != nil {
		return Decision{}, err
	}
	err = change(ctx, id, user.ID)
	if errors.Is(err, responder.ErrSilent) {
		return Decision{}, refuse(kindTooLate, "Nothing was answered, so there is nothing to correct.")
	}
	if err != nil {
		return Decision{}, err
	}
	d, err := h.decisions.GetDecision(ctx, id)
	return decisionView(d), err
}
