package webhook

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// typeTest is an event that no customer is behind.
const typeTest = "inbox.test"

// trial is what is posted to see whether an app takes what is posted.
type trial struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      struct {
		InboxID string `json:"inbox_id"`
	} `json:"data"`
}

// Test posts an event of type inbox.test to the inbox's delivery URL, signed as
// messages are. Apps answer events that they do not know with 2xx.
func (c *Channel) Test(ctx context.Context, inbox conversation.Inbox) error {
	if inbox.DeliveryURL == "" {
		return &channels.RejectedError{Reason: "the inbox has no delivery_url"}
	}
	t := trial{Type: typeTest, Timestamp: c.now().UTC()}
	t.Data.InboxID = inbox.ID
	err := c.post(ctx, inbox, uuid.Must(uuid.NewV7()).String(), t)
	if errors.Is(err, channels.ErrGone) {
		return &channels.RejectedError{Reason: "the app answered 410: it wants no more"}
	}
	return err
}
