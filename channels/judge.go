package channels

import (
	"errors"

	"github.com/parleyhq/parley/conversation"
)

// Judge says what a Check of an inbox came to. Credentials that work, but are
// those of another account, are refused too: what is sent would come from there.
func Judge(inbox conversation.Inbox, info AccountInfo, err error) conversation.InboxCheck {
	if err == nil && info.Account != "" && info.Account != inbox.Account {
		return conversation.InboxCheck{Problem: "the credentials are those of another account", NeedsReauth: true}
	}
	return conversation.InboxCheck{
		AccountName: info.Name, Problem: Why(err),
		NeedsReauth: errors.Is(err, ErrNeedsReauth), Unreachable: err != nil && !AccountTrouble(err),
	}
}
