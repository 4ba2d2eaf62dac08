package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// A worker died after the attempt was recorded, an agent took over, and the
// attempt is repeated: the reply may be out already, and is not sent again.
func TestAReplyIsNotRepeatedAfterAnAgentTookOver(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		rate  float64
		after func(*conversation.State)
	}{
		"owned":                   {after: func(s *conversation.State) { s.OwnerID = uuid.NewString() }},
		"no longer New":           {after: func(s *conversation.State) { s.Status = conversation.Pending }},
		"owned, in a paced inbox": {rate: 100, after: func(s *conversation.State) { s.OwnerID = uuid.NewString() }},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			state, reply := b.replied(t)
			b.exec(t, `UPDATE inboxes SET rate_per_second = $1, burst = 10, tokens = 10`, row.rate)
			dispatch, _ := b.attempt(t, reply)
			require.NotNil(t, dispatch)
			row.after(&state)
			b.commit(t, conversation.Change{State: state, DropAutomatic: true})
			dispatch, delivery := b.attempt(t, reply)
			require.Nil(t, dispatch)
			require.Equal(t, conversation.MessageUnknown, delivery.State)
			b.is(t, reply, conversation.MessageUnknown)
		})
	}
}
