package api

import (
	"context"

	"github.com/parleyhq/parley/responder"
)

// Decisions is where automatic decisions are kept.
type Decisions interface {
	// GetDecision fails with faq.ErrNotFound.
	GetDecision(ctx context.Context, id string) (responder.Recorded, error)
}

type decisionHandlers struct{ decisions Decisions }

// GetDecision says why something was answered, or was not (seed, "View matched").
func (h decisionHandlers) GetDecision(ctx context.Context, r GetDecisionRequestObject) (GetDecisionResponseObject, error) {
	d, err := h.decisions.GetDecision(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if d.At.IsZero() {
		d.At = d.CreatedAt
	}
	return GetDecision200JSONResponse{
		ID: d.ID, ConversationID: d.ConversationID, Ticket: d.Ticket, FromSeq: d.FromSeq, UptoSeq: d.UptoSeq,
		CreatedAt: d.CreatedAt.UTC(), Verdict: verdictView(d.Decision),
	}, nil
}
