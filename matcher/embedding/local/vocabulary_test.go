package local

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVocabularyIsTheWholeWordsInTheOrderOfHowCommonTheyAre(t *testing.T) {
	t.Parallel()
	m := &Model{tokens: newTokenizer([]piece{
		{},
		{},
		{},
		{},
		{},
		{}, // reserved
		{"\u2581order", -9},
		{"\u2581where", -5},
		{"\u2581Order", -7},
		{"ing", -4},
		{"\u2581of", -3},
		{"\u2581order!", -3},
		{"\u2581wherever", -12},
	})}
	require.Equal(t, []string{"where", "order", "wherever"}, m.Vocabulary())
}
