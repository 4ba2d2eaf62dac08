package demo

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// errNoDecision says that a message was taken in and nothing came of it.
var errNoDecision = errors.New("no decision")

// pollEvery is how often a conversation is looked at while it is waited for.
const pollEvery = 100 * time.Millisecond

// decided waits until the autoresponder has decided about the messages, and
// returns the decisions in the order of the messages: one for a burst.
func (c *Client) decided(ctx context.Context, conversationID string, messageIDs []string, limit time.Duration) ([]decision, []message, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		history, err := c.history(ctx, conversationID)
		if err != nil {
			return nil, nil, waitError(ctx, err)
		}
		if ids, all := decisionIDs(history, messageIDs); all {
			decisions := make([]decision, len(ids))
			for i, id := range ids {
				if decisions[i], err = c.decision(ctx, id); err != nil {
					return nil, nil, waitError(ctx, err)
				}
			}
			return decisions, history, nil
		}
		select {
		case <-ctx.Done():
			return nil, nil, waitError(ctx, ctx.Err())
		case <-time.After(pollEvery):
		}
	}
}

func waitError(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errNoDecision
	}
	return fmt.Errorf("wait for a decision: %w", err)
}

// decisionIDs returns the decisions about the messages, each once, and whether
// every message has one.
func decisionIDs(history []message, messageIDs []string) ([]string, bool) {
	by := map[string]string{}
	for _, m := range history {
		by[m.ID] = m.DecisionID
	}
	var ids []string
	for _, id := range messageIDs {
		made := by[id]
		if made == "" {
			return nil, false
		}
		if len(ids) == 0 || ids[len(ids)-1] != made {
			ids = append(ids, made)
		}
	}
	return ids, true
}
