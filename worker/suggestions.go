package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/parleyhq/parley/responder"
)

// suggestionsAt is when suggestions are looked for, in UTC, if once a day.
const suggestionsAt = 3 * time.Hour

// EnsureSuggestions makes the schedule that looks for suggestions what every
// says, 0 for none. Doing it again changes nothing, and a schedule that an
// operator has paused stays so.
func EnsureSuggestions(ctx context.Context, c client.Client, queue string, every time.Duration) error {
	schedules := c.ScheduleClient()
	handle := schedules.GetHandle(ctx, responder.SuggestionsSchedule)
	if every == 0 {
		err := handle.Delete(ctx)
		var absent *serviceerror.NotFound
		if err != nil && !errors.As(err, &absent) {
			return fmt.Errorf("delete the schedule of suggestions: %w", err)
		}
		return nil
	}
	spec := client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: every, Offset: suggestionsAt % every}}}
	action := &client.ScheduleWorkflowAction{
		ID: responder.SuggestionsID, Workflow: responder.SuggestionsType, TaskQueue: queue,
	}
	_, err := schedules.Create(ctx, client.ScheduleOptions{
		ID: responder.SuggestionsSchedule, Spec: spec, Action: action,
		Overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, CatchupWindow: every,
	})
	if !errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		if err != nil {
			return fmt.Errorf("create the schedule of suggestions: %w", err)
		}
		return nil
	}
	err = handle.Update(ctx, client.ScheduleUpdateOptions{
		DoUpdate: func(now client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
			schedule := now.Description.Schedule
			schedule.Spec, schedule.Action = &spec, action
			return &client.ScheduleUpdate{Schedule: &schedule}, nil
		},
	})
	if err != nil {
		return fmt.Errorf("update the schedule of suggestions: %w", err)
	}
	return nil
}
