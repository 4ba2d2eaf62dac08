package activities_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

type settingsFunc func() (conversation.Settings, error)

func (f settingsFunc) ConversationSettings(context.Context) (conversation.Settings, error) {
	return f()
}

func TestSetRulesFollowWhatAdminsSet(t *testing.T) {
	t.Parallel()
	base := conversation.Rules{Window: 24 * time.Hour, Debounce: 800 * time.Millisecond}
	now, asked := time.Unix(0, 0), 0
	var set conversation.Settings
	var away error
	rules := activities.NewSetRules(base, settingsFunc(func() (conversation.Settings, error) { asked++; return set, away }), func() time.Time { return now })
	got, err := rules.Rules(t.Context())
	require.NoError(t, err)
	require.Equal(t, base, got)

	hour := time.Hour
	set.Window = &hour
	got, err = rules.Rules(t.Context())
	require.NoError(t, err)
	require.Equal(t, 24*time.Hour, got.Window, "asked at most once a second")
	require.Equal(t, 1, asked)

	now = now.Add(time.Second)
	got, err = rules.Rules(t.Context())
	require.NoError(t, err)
	require.Equal(t, conversation.Rules{Window: time.Hour, Debounce: base.Debounce}, got)

	now, away = now.Add(time.Second), errors.New("away")
	_, err = rules.Rules(t.Context())
	require.ErrorIs(t, err, away, "no rules are made up")
}
