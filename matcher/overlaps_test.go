package matcher_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
)

func TestOverlapsNameTheOtherFAQ(t *testing.T) {
	t.Parallel()
	e := localEmbedder(t)
	questions := indexed(t, e, brand()...)
	m := pin(t, e, train(t, e, questions), questions)
	shelf, err := matcher.NewShelf(e.Model(), questions)
	require.NoError(t, err)
	find := func(f faq.FAQ) []matcher.Overlap {
		vectors, err := matcher.Vectors(t.Context(), e, f.Texts())
		require.NoError(t, err)
		found, err := m.Overlaps(t.Context(), m.serving, f, vectors, shelf)
		require.NoError(t, err)
		return found
	}
	draft := faq.New(faq.General, "x", "Which vaccinations does my parrot need?",
		"How do I reset my login pasword?", "Where is my order right now please?")
	found := find(draft)
	require.Len(t, found, 2)
	require.Equal(t, 1, found[0].Index)
	require.Equal(t, "How do I reset my login pasword?", found[0].Question)
	require.Equal(t, "5", found[0].FAQID)
	require.Equal(t, "How do I reset my login password?", found[0].Other)
	require.Equal(t, "3", found[1].FAQID)
	for _, o := range found {
		require.Less(t, o.Distance, matcher.TooClose)
		require.GreaterOrEqual(t, o.Distance, 0.0)
	}

	own := brand()[5]
	own.ID = "5"
	require.Empty(t, find(own), "an FAQ does not overlap itself")
	require.Empty(t, find(brand()[2]), "fillers are never matched")

	equal := find(faq.New(faq.General, "x", "where is my order right now"))
	require.Len(t, equal, 1)
	require.InDelta(t, 0, equal[0].Distance, 0.02)
}
