package api

import (
	"context"
	"errors"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// longestAsk is how long the provider has to say what it thinks of a new inbox.
const longestAsk = 10 * time.Second

// ask asks the provider about an inbox that is to be created. What it refuses is
// the field's fault that it came from, and nothing is created. That it does not
// answer is no reason: the inbox has a problem then. The second result is false
// for channels without a provider.
func (h inboxHandlers) ask(ctx context.Context, channel conversation.Channel, in conversation.InboxSettings) (conversation.InboxCheck, bool, error) {
	checker, ok := h.channels[channel].(channels.Checker)
	if !ok {
		return conversation.InboxCheck{}, false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, longestAsk)
	defer cancel()
	inbox := conversation.Inbox{Name: in.Name, Channel: channel, Account: in.Account, Config: in.Config, Credentials: in.Credentials}
	info, err := checker.Check(ctx, inbox)
	verdict := channels.Judge(inbox, info, err)
	if verdict.Problem == "" || verdict.Unreachable {
		return verdict, true, nil
	}
	return verdict, true, invalid(FieldError{Field: refusedField(verdict, err), Reason: "was refused by the provider: " + verdict.Problem})
}

// refusedField is what a provider has refused: the token, or the account that it
// should be for.
func refusedField(verdict conversation.InboxCheck, err error) string {
	var rejected *channels.RejectedError
	if !verdict.NeedsReauth && errors.As(err, &rejected) && !rejected.AccountFault {
		return "account"
	}
	return "credentials.token"
}
