package api

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// longestAsk is how long the provider has to say what it thinks of a new inbox.
const longestAsk = 10 * time.Second

const refusedBecause = "was refused by the provider: "

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
	return verdict, true, invalid(FieldError{Field: refusedField(verdict, err), Reason: refusedBecause + verdict.Problem})
}

// askAgain asks the provider about an inbox whose token is to be replaced, as ask
// does for a new one: what is refused is not stored, and the token before it stays
// in force. Another secret can be replaced while the token is refused.
func (h inboxHandlers) askAgain(ctx context.Context, inbox conversation.Inbox, in conversation.InboxSettings) (conversation.InboxCheck, bool, error) {
	if in.Credentials["token"] == "" {
		return conversation.InboxCheck{}, false, nil
	}
	credentials := maps.Clone(inbox.Credentials)
	if credentials == nil {
		credentials = map[string]string{}
	}
	maps.Copy(credentials, in.Credentials)
	in.Credentials, in.Account = credentials, inbox.Account
	verdict, asking, err := h.ask(ctx, inbox.Channel, in)
	if err != nil {
		// The account is given: it is the token that is not its own.
		err = invalid(FieldError{Field: "credentials.token", Reason: refusedBecause + verdict.Problem})
	}
	return verdict, asking, err
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
