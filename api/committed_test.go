package api_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
)

var errDiskFull = errors.New("no space left on device")

// fullStore reads as ever and takes no message in.
type fullStore struct{ api.Store }

func (fullStore) Ingest(context.Context, []conversation.Inbound) ([]conversation.Accepted, error) {
	return nil, errDiskFull
}

func (fullStore) AppendAgent(context.Context, conversation.Outbound) (conversation.Accepted, error) {
	return conversation.Accepted{}, errDiskFull
}

// Nothing is acknowledged, and nobody rung for, that was not committed.
func TestOnlyWhatIsCommittedIsAcknowledged(t *testing.T) {
	t.Parallel()
	b := setup(t, func(_ *api.Config, s *api.Services) {
		s.Store = fullStore{s.Store}
		s.Unavailable = func(err error) bool { return errors.Is(err, errDiskFull) }
	})
	inbox, service := b.inbox(t), b.apiKey(t, account.ScopeIngest)
	_, session := b.user(t, "asha", account.Agent)
	id := b.conversation(t, inbox.ID, "user-1", "hello")

	body := `{"id":"m-1","from":{"id":"user-1"},"text":"hi"}`
	for _, a := range []answer{
		b.do(t, "POST", "/v1/inboxes/"+inbox.ID+"/messages", body, service),
		b.do(t, "POST", "/v1/conversations/"+id+"/messages", `{"text":"hi"}`, session),
	} {
		a.problem(t, 503, "unavailable")
		require.NotEmpty(t, a.header.Get("Retry-After"), "and when to try again")
	}
	require.Empty(t, b.bell.rings)
}
