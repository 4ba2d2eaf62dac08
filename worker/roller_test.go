package worker

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type counting func() (bool, error)

func (c counting) RollReports(context.Context) (bool, error) { return c() }

// A failure is logged and tried again; the end of the process is no failure.
func TestRoller(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	var log strings.Builder
	tries := 0
	r := roller{
		reports: counting(func() (bool, error) {
			if tries++; tries == 1 {
				return false, errors.New("away")
			}
			stop()
			return false, context.Canceled
		}),
		log: slog.New(slog.NewTextHandler(&log, nil)), every: time.Millisecond,
	}
	r.run(ctx)
	require.Equal(t, 2, tries)
	require.Equal(t, 1, strings.Count(log.String(), "reports not counted"))
	require.Contains(t, log.String(), "away")
}
