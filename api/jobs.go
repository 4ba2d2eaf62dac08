package api

import "context"

// Jobs starts and stops the workflows beside the conversations. What they are to
// do stands in the database before: a job that could not be started, because the
// engine is away, is started by the sweeper.
type Jobs interface {
	// StartImport and StartReplay start the workflow of what was stored under an
	// id, StartReembed that of the change that was begun. One that runs is left
	// alone.
	StartImport(ctx context.Context, id string) error
	StartReplay(ctx context.Context, id string) error
	StartReembed(ctx context.Context) error
	// AwaitImport and AwaitReplay return when the workflow has ended, however it
	// ended, and fail when ctx ends first.
	AwaitImport(ctx context.Context, id string) error
	AwaitReplay(ctx context.Context, id string) error
	// CancelImport and CancelReembed ask the workflow to stop; one that does not
	// run is no error.
	CancelImport(ctx context.Context, id string) error
	CancelReembed(ctx context.Context) error
	// StartErasure does so for an erasure.
	StartErasure(ctx context.Context, id string) error
	// CampaignChanged has a campaign look at what it has to send.
	CampaignChanged(ctx context.Context, id string) error
	// FindSuggestions looks for suggestions now, and reports whether it began: one
	// search runs at a time.
	FindSuggestions(ctx context.Context) (began bool, err error)
}
