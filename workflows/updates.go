package workflows

import (
	"errors"
	"slices"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/conversation"
)

// request is an update that waits for the loop.
type request struct {
	id     string
	name   string
	args   conversation.UpdateRequest
	result conversation.Result
	done   bool
}

// handleUpdates registers the updates and the query. Handlers only enqueue and
// await; validators check shape only, because they run before a fresh run has
// loaded its state.
func (r *run) handleUpdates(ctx workflow.Context) error {
	for _, name := range []string{
		conversation.UpdateClaim, conversation.UpdateRelease, conversation.UpdateTransfer,
		conversation.UpdateSetStatus, conversation.UpdateClose,
	} {
		err := workflow.SetUpdateHandlerWithOptions(ctx, name,
			func(ctx workflow.Context, args conversation.UpdateRequest) (conversation.Result, error) {
				q := &request{id: workflow.GetCurrentUpdateInfo(ctx).ID, name: name, args: args}
				r.requests = append(r.requests, q)
				err := workflow.Await(ctx, func() bool { return q.done })
				return q.result, err
			},
			workflow.UpdateHandlerOptions{
				Validator: func(ctx workflow.Context, args conversation.UpdateRequest) error {
					return validate(workflow.GetCurrentUpdateInfo(ctx).ID, name, args)
				},
			})
		if err != nil {
			return err
		}
	}
	return workflow.SetQueryHandler(ctx, conversation.QueryState, func() (conversation.State, error) {
		return r.state, nil
	})
}

func validate(id, name string, args conversation.UpdateRequest) error {
	// The result is kept under the id, and Postgres stores no NUL.
	if strings.ContainsRune(id, 0) {
		return errors.New("the update's id must not hold NUL")
	}
	if !conversation.IsUUID(args.UserID) {
		return errors.New("user_id must be a UUID")
	}
	switch name {
	case conversation.UpdateTransfer:
		if !conversation.IsUUID(args.ToID) {
			return errors.New("to_id must be a UUID")
		}
	case conversation.UpdateSetStatus, conversation.UpdateClose:
		if !args.Status.Valid() {
			return errors.New("status must be new, active, pending, resolved or inactive")
		}
	}
	return nil
}

// event is what the request means to the state machine.
func (q *request) event(now time.Time) conversation.Event {
	switch q.name {
	case conversation.UpdateClaim:
		return conversation.Claim{UserID: q.args.UserID, At: now}
	case conversation.UpdateRelease:
		return conversation.Release{UserID: q.args.UserID, Admin: q.args.Admin, At: now}
	case conversation.UpdateTransfer:
		return conversation.Transfer{UserID: q.args.UserID, ToID: q.args.ToID, Admin: q.args.Admin, At: now}
	case conversation.UpdateClose:
		return conversation.Close{UserID: q.args.UserID, Status: q.args.Status, Admin: q.args.Admin, At: now}
	default:
		return conversation.SetStatus{UserID: q.args.UserID, Status: q.args.Status, Admin: q.args.Admin, At: now}
	}
}

// users are the users the request speaks of.
func (q *request) users() []string {
	if q.name == conversation.UpdateTransfer {
		return []string{q.args.UserID, q.args.ToID}
	}
	return []string{q.args.UserID}
}

func (q *request) speaksOf(users []string) bool {
	return slices.ContainsFunc(q.users(), func(id string) bool { return slices.Contains(users, id) })
}

func (q *request) resolve(result conversation.Result) { q.result, q.done = result, true }
