package api

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/responder"
)

type answerHandlers struct {
	conversations Conversations
	responders    ChainRunner
	chain         Chain
	now           func() time.Time
}

const (
	// mostAsked is how far back the latest question is looked for, in messages.
	mostAsked = 20
	// askedWithin is how long before the latest message others still belong to it.
	askedWithin = 2 * time.Minute
	// mostAnswers is how many are suggested.
	mostAnswers = 3
)

// SuggestAnswers says what the FAQs would answer to what the end user wrote last,
// also where they are not sure enough to answer by themselves: a person is going to
// read it. Whether the FAQs stand in the chain does not matter.
func (h answerHandlers) SuggestAnswers(ctx context.Context, r SuggestAnswersRequestObject) (SuggestAnswersResponseObject, error) {
	messages, err := h.conversations.Messages(ctx, r.ID, 0, mostAsked)
	if err == nil && len(messages) == 0 {
		_, err = h.conversations.GetConversation(ctx, r.ID)
	}
	if err != nil {
		return nil, err
	}
	about, lines := lastAsked(messages)
	none := SuggestAnswers200JSONResponse{MessageID: orNull(about), Items: []FAQCandidate{}}
	if len(lines) == 0 {
		return none, nil
	}
	setup, err := h.chain.Setup(ctx)
	if err != nil {
		return nil, err
	}
	if setup.Serving.EmbedderID == "" {
		return none, nil
	}
	setup.Order = responder.Order{responder.StepFAQ}
	d, err := h.responders.Respond(ctx, responder.Burst{Lines: lines, At: h.now()}, setup, responder.Past{})
	if err != nil {
		return nil, away(fmt.Errorf("respond: %w", err), "The FAQs cannot be asked now. Try again.")
	}
	if d.FAQ == nil {
		return none, nil
	}
	candidates := d.FAQ.Candidates[:min(len(d.FAQ.Candidates), mostAnswers)]
	return SuggestAnswers200JSONResponse{MessageID: &about, Threshold: d.FAQ.Threshold, Items: each(candidates, candidateView)}, nil
}

// lastAsked finds what the end user wrote last, in one go: its last message, and its
// texts in order.
func lastAsked(latestFirst []conversation.Message) (id string, lines []string) {
	var last time.Time
	for _, m := range latestFirst {
		if m.Author != conversation.ByContact {
			if id != "" && !m.Private {
				break
			}
			continue
		}
		if id != "" && last.Sub(m.CreatedAt) > askedWithin {
			break
		}
		if id == "" {
			id, last = m.ID, m.CreatedAt
		}
		if m.Text != "" && m.DeletedAt.IsZero() {
			lines = append(lines, m.Text)
		}
	}
	slices.Reverse(lines)
	return id, lines
}
