package api

import (
	"context"
	"errors"
	"strings"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// SetOptOut says whether somebody wants messages of campaigns.
func (h campaignHandlers) SetOptOut(ctx context.Context, r SetOptOutRequestObject) (SetOptOutResponseObject, error) {
	since, err := h.campaigns.SetOptOut(ctx, r.ID, r.Body.OptedOut, callOf(ctx).principal.ID())
	if err != nil {
		return nil, err
	}
	return SetOptOut200JSONResponse{ContactID: r.ID, OptedOutAt: instant(since)}, nil
}

// GetOptOutWords reads the words by which people opt out.
func (h campaignHandlers) GetOptOutWords(ctx context.Context, _ GetOptOutWordsRequestObject) (GetOptOutWordsResponseObject, error) {
	now, err := h.campaigns.OptOutWords(ctx)
	return GetOptOutWords200JSONResponse(wordsView(now)), err
}

// SetOptOutWords replaces them.
func (h campaignHandlers) SetOptOutWords(ctx context.Context, r SetOptOutWordsRequestObject) (SetOptOutWordsResponseObject, error) {
	b := r.Body
	before, err := h.campaigns.OptOutWords(ctx)
	if err != nil {
		return nil, err
	}
	now, err := h.campaigns.SetOptOutWords(ctx, campaign.Words{
		Stop: b.Stop, Start: b.Start, Version: seenVersion(b.Version, before.Version),
	}, editor(ctx))
	switch {
	case errors.Is(err, campaign.ErrWordsOverlap):
		return nil, invalid(FieldError{Field: "start", Reason: "has a word that is among those to stop"})
	case errors.Is(err, campaign.ErrChanged):
		p := refuse(kindStale, "Somebody else changed the words meanwhile. Look at them again, then save.")
		there, lost := h.campaigns.OptOutWords(ctx)
		p.version = there.Version
		return nil, errors.Join(p, lost)
	case err != nil:
		return nil, err
	}
	return SetOptOutWords200JSONResponse(wordsView(now)), nil
}

func wordsView(w campaign.Words) OptOutWordsState {
	return OptOutWordsState{
		Stop: list(w.Stop), Start: list(w.Start), Version: w.Version, UpdatedBy: orNull(w.UpdatedBy), UpdatedAt: instant(w.UpdatedAt),
	}
}

// consentView is null if nobody ever said.
func consentView(c conversation.Consent) *ConsentSource {
	if c.By == "" {
		return nil
	}
	kind, id, _ := strings.Cut(c.By, "/")
	return &ConsentSource{Kind: ConsentSourceKind(kind), ID: id, Name: c.Name, At: instant(c.At)}
}
