package api

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A sign is not given again before its pause is over, whatever becomes of others.
func TestSignsArePaced(t *testing.T) {
	t.Parallel()
	s := newSigns()
	now := time.Now()
	require.True(t, s.take("typing", time.Minute, now))
	require.False(t, s.take("typing", time.Minute, now))
	require.True(t, s.take("read", time.Minute, now))
	require.False(t, s.take("typing", time.Minute, now.Add(time.Minute-1)))
	require.True(t, s.take("typing", time.Minute, now.Add(time.Minute)))
}
