package matcher

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

func TestProfilesAreWhatTheyWouldBeWithoutMemory(t *testing.T) {
	t.Parallel()
	p := newProfiles()
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := range 200 {
				p.of(fmt.Sprint("Where is  order ", i, "?"))
			}
		})
	}
	group.Wait()
	for i := range 200 {
		question := fmt.Sprint("Where is  order ", i, "?")
		require.Equal(t, profileOf(faq.Normalize(question)), p.of(question))
	}
}

func TestProfilesDoNotGrowWithoutEnd(t *testing.T) {
	t.Parallel()
	p := newProfiles()
	for i := range mostProfiles + 10 {
		p.of(fmt.Sprint("question ", i))
		require.LessOrEqual(t, len(p.known), mostProfiles)
	}
	require.Equal(t, profileOf("question 1"), p.of("question 1"))
}
