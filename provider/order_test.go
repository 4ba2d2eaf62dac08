package provider_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/provider"
)

func TestSort(t *testing.T) {
	t.Parallel()
	message := func(id string, second int64) provider.Event {
		m := &provider.Message{ExternalID: id}
		if second != 0 {
			m.SentAt = time.Unix(second, 0)
		}
		return provider.Event{Message: m}
	}
	events := []provider.Event{message("c", 30), message("d", 0), message("a", 10), message("e", 30), message("b", 10)}
	provider.Sort(events)
	var order string
	for _, e := range events {
		order += e.Message.ExternalID
	}
	require.Equal(t, "abcde", order)
}

// TestTime: each kind of event says when it happened.
func TestTime(t *testing.T) {
	t.Parallel()
	at := time.Unix(1749416383, 0)
	for _, e := range []provider.Event{
		{Message: &provider.Message{SentAt: at}},
		{Receipt: &provider.Receipt{At: at}},
		{Reaction: &provider.Reaction{At: at}},
		{Edit: &provider.Edit{At: at}},
		{Deletion: &provider.Deletion{At: at}},
		{Change: &provider.IdentityChange{At: at}},
		{Echo: &provider.Echo{Message: provider.Message{SentAt: at}}},
		{Consent: &provider.Consent{At: at}},
		{Template: &provider.TemplateChange{At: at}},
		{Unhandled: &provider.Unhandled{At: at}},
	} {
		require.Equal(t, at, e.Time())
	}
	require.True(t, provider.Event{}.Time().IsZero())
}
