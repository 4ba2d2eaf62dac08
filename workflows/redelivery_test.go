package workflows_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// A provider that redelivers in a hurry gets one answer.
func TestTheSameMessageManyTimesAtOnceIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	l := newLive(t, defaultRules())
	const contacts, times = 5, 20
	var all sync.WaitGroup
	for c := range contacts {
		for range times {
			all.Go(func() {
				contact := fmt.Sprint("contact ", c)
				a := l.say(t, conversation.Inbound{
					From: conversation.Sender{ID: contact}, ExternalID: contact, Text: "faq " + contact,
				})
				if a.Ring {
					l.ring(a, conversation.SignalInboundMessage)
				}
			})
		}
	}
	all.Wait()
	require.Eventually(t, func() bool { return len(l.sent.texts()) >= contacts }, 30*time.Second, 10*time.Millisecond)
	l.nothingLostOrDoubled(t)
	require.Len(t, l.sent.texts(), contacts)
	require.Equal(t, contacts, l.count(t, `SELECT count(*) FROM messages WHERE author = 'contact'`))
	require.Equal(t, contacts, l.count(t, `SELECT count(*) FROM messages WHERE author = 'auto'`))
	require.Equal(t, contacts, l.count(t, `SELECT count(*) FROM events WHERE type = 'ticket_opened'`))
}
