package workflows_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"github.com/parleyhq/parley/conversation"
)

// A validator checks shape only: what it turns away leaves no trace.
func TestUpdatesOfTheWrongShapeAreRejected(t *testing.T) {
	t.Parallel()
	me := uuid.NewString()
	rows := []struct {
		id, name string
		args     any
		problem  string
	}{
		{"", conversation.UpdateClaim, conversation.UpdateRequest{}, "user_id"},
		{"", conversation.UpdateClaim, conversation.UpdateRequest{UserID: "me"}, "user_id"},
		{"", conversation.UpdateTransfer, conversation.UpdateRequest{UserID: me}, "to_id"},
		{"", conversation.UpdateSetStatus, conversation.UpdateRequest{UserID: me}, "status"},
		{"", conversation.UpdateSetStatus, conversation.UpdateRequest{UserID: me, Status: "snoozed"}, "status"},
		{"", conversation.UpdateClose, conversation.UpdateRequest{UserID: me, Status: "NEW"}, "status"},
		{"\x00", conversation.UpdateClaim, conversation.UpdateRequest{UserID: me}, "NUL"},
		{"", conversation.UpdateClaim, "not an object", "decode"},
		{"", "merge", conversation.UpdateRequest{UserID: me}, "unknown update"},
	}
	s := newSkipping(t, defaultRules(), "asha")
	s.at(0, func() { s.hear("hello") })
	rejected := map[int]error{}
	for i, row := range rows {
		s.at(time.Minute, func() {
			s.env.UpdateWorkflow(row.name, fmt.Sprint(i, row.id), &testsuite.TestUpdateCallback{
				OnAccept:   func() {},
				OnReject:   func(err error) { rejected[i] = err },
				OnComplete: func(any, error) {},
			}, row.args)
		})
	}
	s.run()
	for i, row := range rows {
		require.ErrorContains(t, rejected[i], row.problem, "row %d", i)
	}
	require.Zero(t, s.count(t, `SELECT count(*) FROM requests`))
}
