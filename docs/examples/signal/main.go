// Command signal sends one message of an end user to Parley the way a backend
// service does: with a Temporal SDK, and nothing of Parley's own code.
//
//	go run ./docs/examples/signal <inbox id> <customer id> <message id> <text>
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
)

// namespace is the published UUID namespace of Parley's conversation ids.
const namespace = "5b0ff8f2-3c53-4d3d-9b0c-2f4c8b1f6c7e"

type sender struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

type inboundMessage struct {
	ID      string    `json:"id"`
	InboxID string    `json:"inbox_id"`
	From    sender    `json:"from"`
	Text    string    `json:"text"`
	SentAt  time.Time `json:"sent_at"`
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: signal <inbox id> <customer id> <message id> <text>")
		os.Exit(2)
	}
	if err := signal(context.Background(), os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, "signal:", err)
		os.Exit(1)
	}
}

func signal(ctx context.Context, inboxID, customerID, messageID, text string) error {
	// TEMPORAL_ADDRESS and friends say where Temporal is.
	c, err := client.Dial(envconfig.MustLoadDefaultClientOptions())
	if err != nil {
		return err
	}
	defer c.Close()

	conversationID := uuid.NewSHA1(uuid.MustParse(namespace), []byte(inboxID+"/"+customerID))
	run, err := c.SignalWithStartWorkflow(ctx, "conversation/"+conversationID.String(), "inbound-message",
		inboundMessage{
			ID: messageID, InboxID: inboxID, From: sender{ID: customerID}, Text: text, SentAt: time.Now(),
		},
		client.StartWorkflowOptions{TaskQueue: "conversations"}, "Conversation", struct{}{})
	if err != nil {
		return err
	}
	fmt.Println(run.GetID())
	return nil
}
