package channels_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
)

// docs/webhooks.md promises the schedule that is kept.
func TestScheduleIsDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/webhooks.md")
	require.NoError(t, err)
	var pauses []string
	for attempt := 1; ; attempt++ {
		wait, again := channels.NextAttempt(attempt, 0)
		if !again {
			break
		}
		switch {
		case wait >= time.Hour:
			pauses = append(pauses, fmt.Sprintf("%d h", wait/time.Hour))
		case wait >= time.Minute:
			pauses = append(pauses, fmt.Sprintf("%d min", wait/time.Minute))
		default:
			pauses = append(pauses, fmt.Sprintf("%d s", wait/time.Second))
		}
	}
	last := len(pauses) - 1
	require.Contains(t, string(page), strings.Join(pauses[:last], ", ")+" and "+pauses[last])
}
