package activities_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// mailing is a campaign in memory with some messages to send.
type mailing struct {
	mu       sync.Mutex
	waiting  int
	turn     campaign.Turn
	err      error
	open     int
	mostOpen int
	ended    map[conversation.MessageState]int
	status   campaign.Status
	problem  string
}

func (m *mailing) OpenCampaign(context.Context, string) (campaign.Sending, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return campaign.Sending{Campaign: campaign.Campaign{ID: "c", Status: m.status}}, nil
}

func (m *mailing) BeginCampaignMessage(context.Context, campaign.Sending) (*conversation.Dispatch, campaign.Turn, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil || m.waiting == 0 {
		return nil, m.turn, m.err
	}
	m.waiting--
	m.open++
	m.mostOpen = max(m.mostOpen, m.open)
	return &conversation.Dispatch{Message: conversation.Message{ID: strconv.Itoa(m.waiting)}}, campaign.Turn{}, nil
}

func (m *mailing) FinishCampaignMessage(_ context.Context, a conversation.Attempted) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.open--
	m.ended[a.State]++
	return nil
}

func (m *mailing) SettleLostCampaignMessages(context.Context, string, time.Duration) (int, error) {
	return 0, nil
}

func (m *mailing) CompleteCampaign(context.Context, string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.status = campaign.Completed
	return true, nil
}

func (m *mailing) NoteCampaign(_ context.Context, _, problem string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.problem = problem
	return nil
}

// outcomes is a sender that always ends in the same way.
type outcomes func() conversation.Attempted

func (o outcomes) Send(context.Context, conversation.Dispatch) conversation.Attempted { return o() }

func (m *mailing) send(t *testing.T, batch time.Duration, how outcomes) (activities.CampaignProgress, error) {
	t.Helper()
	m.ended, m.status = map[conversation.MessageState]int{}, campaign.Running
	a := activities.Campaigning{Campaigns: m, Sender: how, Log: slog.New(slog.DiscardHandler), Batch: batch}
	return a.SendCampaign(t.Context(), activities.CampaignRequest{CampaignID: "c"})
}

func sentWell() conversation.Attempted {
	return conversation.Attempted{State: conversation.MessageSent}
}

// A message is begun only where there is a place for its call: what waits for one
// when the worker dies has not been attempted.
func TestACampaignBeginsWhatItCanCall(t *testing.T) {
	t.Parallel()
	m := &mailing{waiting: 500}
	calling, mu := 0, sync.Mutex{}
	progress, err := m.send(t, time.Minute, func() conversation.Attempted {
		mu.Lock()
		calling++
		mu.Unlock()
		time.Sleep(time.Millisecond)
		return sentWell()
	})
	require.NoError(t, err)
	require.Equal(t, activities.CampaignProgress{Attempted: 500, Idle: true}, progress)
	require.Equal(t, 500, m.ended[conversation.MessageSent])
	require.LessOrEqual(t, m.mostOpen, 16)
	require.Greater(t, m.mostOpen, 1, "calls go side by side")
}

func TestHowACampaignsBatchEnds(t *testing.T) {
	t.Parallel()
	soon := time.Now().Add(time.Hour)
	for name, row := range map[string]struct {
		mailing *mailing
		batch   time.Duration
		how     outcomes
		check   func(r *require.Assertions, m *mailing, p activities.CampaignProgress, err error)
	}{
		"out of time": {&mailing{waiting: 1000}, time.Nanosecond, sentWell, func(r *require.Assertions, _ *mailing, p activities.CampaignProgress, err error) {
			r.NoError(err)
			r.False(p.Idle)
			r.Zero(p.NextAt, "it goes on at once")
		}},
		"the rest is due later": {&mailing{turn: campaign.Turn{NextAt: soon}}, time.Minute, sentWell, func(r *require.Assertions, _ *mailing, p activities.CampaignProgress, err error) {
			r.NoError(err)
			r.Equal(activities.CampaignProgress{NextAt: soon}, p)
		}},
		"the rate is far behind": {&mailing{turn: campaign.Turn{NextAt: soon, Paced: true}}, time.Minute, sentWell, func(r *require.Assertions, _ *mailing, p activities.CampaignProgress, err error) {
			r.NoError(err)
			r.Equal(activities.CampaignProgress{NextAt: soon}, p, "no worker is held for it")
		}},
		"the inbox is disabled": {&mailing{turn: campaign.Turn{Held: "The inbox is disabled."}}, time.Minute, sentWell, func(r *require.Assertions, m *mailing, p activities.CampaignProgress, err error) {
			r.NoError(err)
			r.True(p.NextAt.After(time.Now().Add(30 * time.Second)))
			r.Equal("The inbox is disabled.", m.problem)
		}},
		"the account is refused": {&mailing{waiting: 1000}, time.Minute, func() conversation.Attempted {
			return conversation.Attempted{State: conversation.MessageQueued, Problem: "The token has expired."}
		}, func(r *require.Assertions, m *mailing, p activities.CampaignProgress, err error) {
			r.NoError(err)
			r.LessOrEqual(p.Attempted, 32, "not everybody is tried")
			r.Equal("The token has expired.", m.problem)
		}},
		"nothing goes out": {&mailing{waiting: 1000}, time.Minute, func() conversation.Attempted {
			return conversation.Attempted{State: conversation.MessageQueued}
		}, func(r *require.Assertions, _ *mailing, p activities.CampaignProgress, err error) {
			r.NoError(err)
			r.LessOrEqual(p.Attempted, 32)
			r.True(p.NextAt.After(time.Now()), "it rests")
		}},
		"the provider asks to be left alone": {&mailing{waiting: 1000}, time.Minute, func() conversation.Attempted {
			return conversation.Attempted{State: conversation.MessageQueued, PauseUntil: soon}
		}, func(r *require.Assertions, _ *mailing, p activities.CampaignProgress, err error) {
			r.NoError(err)
			r.Equal(soon, p.NextAt)
		}},
		"a channel that panics": {&mailing{waiting: 3}, time.Minute, func() conversation.Attempted { panic("no") }, func(r *require.Assertions, m *mailing, p activities.CampaignProgress, err error) {
			r.NoError(err)
			r.True(p.Idle)
			r.Equal(3, m.ended[conversation.MessageUnknown])
		}},
		"the database is away": {&mailing{err: errors.New("password of asha is wrong")}, time.Minute, sentWell, func(r *require.Assertions, _ *mailing, _ activities.CampaignProgress, err error) {
			r.EqualError(err, "send messages failed; the worker's log says why")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := row.mailing
			p, err := m.send(t, row.batch, row.how)
			row.check(require.New(t), m, p, err)
		})
	}
}
