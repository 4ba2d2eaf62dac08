package conversation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func TestSettingsStandOverTheRules(t *testing.T) {
	t.Parallel()
	rules := conversation.Rules{Window: 24 * time.Hour, Lease: 5 * time.Minute, Debounce: 800 * time.Millisecond, KeepOwner: 30 * time.Minute, Settle: time.Second}
	require.Equal(t, rules, conversation.Settings{}.Over(rules))
	hour, none, yes := time.Hour, time.Duration(0), true
	want := rules
	want.Window, want.Debounce, want.InactiveIncludesResolved = hour, 0, true
	require.Equal(t, want, conversation.Settings{Window: &hour, Debounce: &none, InactiveIncludesResolved: &yes}.Over(rules))
}
