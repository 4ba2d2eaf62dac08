package activities

import (
	"context"
	"log/slog"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/parleyhq/parley/conversation"
)

// Erasures keeps who is being erased, and erases them from the database. Each step
// that is done already does nothing.
type Erasures interface {
	EraseRows(ctx context.Context, erasureID string) (conversation.Erasure, error)
	// ErasedThreads are the person's conversations; what began after at is somebody
	// new's.
	ErasedThreads(ctx context.Context, erasureID string) (ids []string, at time.Time, err error)
	NoteHistories(ctx context.Context, erasureID string, gone int, over bool) error
	// EraseWebhooks looks through the next ones, up to at of end.
	EraseWebhooks(ctx context.Context, erasureID string) (at, end int64, over bool, err error)
	// FilesToErase returns some, and until when others may be on their way in.
	FilesToErase(ctx context.Context, erasureID string) (ids []string, until time.Time, over bool, err error)
	FilesErased(ctx context.Context, erasureID string, ids []string) error
	FinishErasure(ctx context.Context, erasureID string) error
}

// Contents is where the content of files lies.
type Contents interface {
	// Delete deletes a file's; that there is none is fine.
	Delete(ctx context.Context, id string) error
}

// Histories are those of workflows, in the engine.
type Histories interface {
	// Forget ends the runs of a workflow that began before an instant, has the
	// engine delete what it knows of them, and returns how many there were.
	Forget(ctx context.Context, namespace, workflowID string, before time.Time) (int, error)
}

// Erasing are the activities of an erasure.
type Erasing struct {
	Erasures  Erasures
	Contents  Contents
	Histories Histories
	Log       *slog.Logger
}

// ErasureRequest names an erasure.
type ErasureRequest struct {
	ErasureID string `json:"erasure_id"`
	// Over says that a step found nothing more to do.
	Over bool `json:"over,omitempty"`
	// Late says that a step takes far longer than it should.
	Late bool `json:"late,omitempty"`
}

// EraseRows deletes the person from the database.
func (a *Erasing) EraseRows(ctx context.Context, r ErasureRequest) error {
	beating := beat(ctx)
	defer beating.stop()
	if _, err := a.Erasures.EraseRows(ctx, r.ErasureID); err != nil {
		return fit(a.Log, "erase rows", err)
	}
	return nil
}

// ErasedHistories says how many runs of workflows there still were.
type ErasedHistories struct {
	Gone int `json:"gone"`
}

// EraseHistories has the engine forget the conversations' runs. It knows of one
// some seconds after it began, so this is asked until there are none.
func (a *Erasing) EraseHistories(ctx context.Context, r ErasureRequest) (ErasedHistories, error) {
	beating := beat(ctx)
	defer beating.stop()
	ids, at, err := a.Erasures.ErasedThreads(ctx, r.ErasureID)
	if err != nil {
		return ErasedHistories{}, fit(a.Log, "find histories", err)
	}
	var erased ErasedHistories
	for _, id := range ids {
		gone, err := a.Histories.Forget(ctx, activity.GetInfo(ctx).Namespace, conversation.WorkflowID(id), at)
		if err != nil {
			return ErasedHistories{}, fit(a.Log, "delete histories", err)
		}
		erased.Gone += gone
	}
	if r.Late && erased.Gone > 0 {
		a.Log.WarnContext(ctx, "the engine does not delete the histories of somebody who was erased", "erasure_id", r.ErasureID, "left", erased.Gone)
	}
	if err := a.Erasures.NoteHistories(ctx, r.ErasureID, erased.Gone, r.Over && erased.Gone == 0); err != nil {
		return ErasedHistories{}, fit(a.Log, "note histories", err)
	}
	return erased, nil
}

// ErasedWebhooks says how far what providers posted was looked through.
type ErasedWebhooks struct {
	At   int64 `json:"at"`
	End  int64 `json:"end"`
	Over bool  `json:"over,omitempty"`
}

// webhookTime is for how long one activity looks through webhooks.
const webhookTime = 20 * time.Second

// EraseWebhooks looks through some of what providers posted.
func (a *Erasing) EraseWebhooks(ctx context.Context, r ErasureRequest) (ErasedWebhooks, error) {
	beating := beat(ctx)
	defer beating.stop()
	var w ErasedWebhooks
	var err error
	for begun := time.Now(); !w.Over && time.Since(begun) < webhookTime; {
		if w.At, w.End, w.Over, err = a.Erasures.EraseWebhooks(ctx, r.ErasureID); err != nil {
			return ErasedWebhooks{}, fit(a.Log, "erase webhooks", err)
		}
	}
	return w, nil
}

// ErasedFiles says whether files are left, and until when they may be on their
// way in.
type ErasedFiles struct {
	Until time.Time `json:"until,omitzero"`
	Over  bool      `json:"over,omitempty"`
}

// EraseFiles deletes the content of files. A file's row goes after it: what
// breaks off is done again.
func (a *Erasing) EraseFiles(ctx context.Context, r ErasureRequest) (ErasedFiles, error) {
	beating := beat(ctx)
	defer beating.stop()
	for {
		ids, until, over, err := a.Erasures.FilesToErase(ctx, r.ErasureID)
		if err != nil {
			return ErasedFiles{}, fit(a.Log, "find files to erase", err)
		}
		if len(ids) == 0 {
			return ErasedFiles{Until: until, Over: over}, nil
		}
		for _, id := range ids {
			if err := a.Contents.Delete(ctx, id); err != nil {
				return ErasedFiles{}, fit(a.Log, "erase files", err)
			}
		}
		if err := a.Erasures.FilesErased(ctx, r.ErasureID, ids); err != nil {
			return ErasedFiles{}, fit(a.Log, "note erased files", err)
		}
	}
}

// FinishErasure ends it and forgets by what the person was found.
func (a *Erasing) FinishErasure(ctx context.Context, r ErasureRequest) error {
	beating := beat(ctx)
	defer beating.stop()
	if err := a.Erasures.FinishErasure(ctx, r.ErasureID); err != nil {
		return fit(a.Log, "finish erasure", err)
	}
	a.Log.Info("a person was erased", "erasure", r.ErasureID)
	return nil
}
