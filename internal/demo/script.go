package demo

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// scriptPatience is how long the script waits for the autoresponder before it
// goes on without it.
const scriptPatience = 10 * time.Second

// PlayScript plays a conversation through the API: the contact writes with the
// service's key, the agent claims and replies as a user. Playing it again, also
// after a part of it, adds nothing that is there.
func PlayScript(ctx context.Context, service, agent *Client, inboxID string, script Conversation) error {
	const contact = "demo-script"
	conversationID, attended := "", false
	for i, turn := range script.Turns {
		id := fmt.Sprintf("%s-%d", contact, i+1)
		var err error
		if turn.From == FromContact {
			var stored ingested
			stored, err = service.say(ctx, inboxID, contact, script.Contact, id, turn.Text)
			conversationID = stored.ConversationID
			// The autoresponder speaks until an agent has.
			if err == nil && !attended {
				err = service.awaitAnswer(ctx, stored)
			}
		} else {
			if !attended {
				err = agent.claim(ctx, conversationID, id+"-claim")
				attended = true
			}
			if err == nil {
				err = agent.reply(ctx, conversationID, id, turn.Text)
			}
		}
		if err != nil {
			return fmt.Errorf("turn %d: %w", i+1, err)
		}
	}
	return nil
}

// awaitAnswer gives the autoresponder the time to decide, and goes on without it
// if that takes too long.
func (c *Client) awaitAnswer(ctx context.Context, stored ingested) error {
	_, _, err := c.decided(ctx, stored.ConversationID, []string{stored.MessageID}, scriptPatience)
	if errors.Is(err, errNoDecision) {
		return nil
	}
	return err
}
