package main

import (
	"context"
	"crypto/rand"

	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/conversation"
)

// widgetDemo is the path of the example page.
const widgetDemo = "/widget-demo"

// seedWidget creates the widget of the demo brand's site, which is the example
// page, unless it is there.
func (s *stack) seedWidget(ctx context.Context, known *credentials) error {
	inboxes, err := s.store.ListInboxes(ctx)
	if err != nil {
		return err
	}
	for _, inbox := range inboxes {
		if inbox.Channel == conversation.ChannelWidget && (inbox.ID == known.WidgetInboxID || known.WidgetInboxID == "") {
			known.WidgetInboxID = inbox.ID
			return nil
		}
	}
	inbox, err := s.store.CreateInbox(ctx, conversation.ChannelWidget, conversation.InboxSettings{
		Name: "Saffron Go site", Burst: 1,
		Config: map[string]string{
			widget.ConfigTitle:    "Saffron Go",
			widget.ConfigColour:   "#b3400a",
			widget.ConfigGreeting: "Hello! Ask about an order, a delivery or a refund.",
		},
		Credentials: map[string]string{widget.CredentialIdentitySecret: rand.Text()},
	})
	if err != nil {
		return err
	}
	known.WidgetInboxID = inbox.ID
	return nil
}
