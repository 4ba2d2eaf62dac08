package activities

import "context"

// ReplayRequest names a replay.
type ReplayRequest struct {
	ReplayID string `json:"replay_id"`
	// Cancelled says, to [Replaying.FailReplay], that somebody ended it.
	Cancelled bool `json:"cancelled,omitempty"`
}

// Replayed says how many messages were decided anew.
type Replayed struct {
	Messages int `json:"messages"`
}

// Replaying are the activities of a replay.
type Replaying struct{}

func (a *Replaying) Replay(ctx context.Context, r ReplayRequest) (Replayed, error) {
	return Replayed{}, nil
}
func (a *Replaying) FailReplay(ctx context.Context, r ReplayRequest) error { return nil }
