package peers

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/bench/internal/sets"
	"github.com/parleyhq/parley/internal/devstack"
)

func faqs() []sets.FAQ {
	return []sets.FAQ{
		{Name: "card", Questions: []string{"Where is my new card?", "When will my card arrive?", "Has my card been sent?"}},
		{Name: "rate", Questions: []string{"What exchange rate do you use?", "How is the exchange rate made?", "Which rate do I get?"}},
	}
}

var messages = []string{"where's my card", "your exchange rate?", "zzz qqq"}

func TestCosine(t *testing.T) {
	t.Parallel()
	answers, err := AskCosine(t.Context(), letters{}, faqs(), messages[:2])
	require.NoError(t, err)
	require.Equal(t, []string{"card", "rate"}, best(answers))
	require.False(t, answers[0].Answered)
	require.Greater(t, answers[0].Score, 0.5)
}

func TestTrigrams(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	for range 2 {
		answers, err := AskTrigrams(t.Context(), dsn, faqs(), messages)
		require.NoError(t, err)
		require.Equal(t, []string{"card", "rate"}, best(answers[:2]))
		require.True(t, answers[0].Answered)
		require.False(t, answers[2].Answered)
		require.Zero(t, answers[2].Score)
	}
}

func TestNodeNLP(t *testing.T) {
	t.Parallel()
	const modules = "../../../.tools/bench-peer"
	if _, err := os.Stat(filepath.Join(modules, "node_modules")); err != nil {
		t.Skip("without node-nlp, which `make bench-faq` installs")
	}
	answers, err := AskNodeNLP(t.Context(), "../../faq/peer/peer.mjs", modules, faqs(), messages)
	require.NoError(t, err)
	require.Equal(t, []string{"card", "rate"}, best(answers[:2]))
	require.True(t, answers[0].Answered)
	require.Positive(t, answers[0].Took)
	require.False(t, answers[2].Answered)
}

func TestNodeNLPThatSaysSomethingElse(t *testing.T) {
	t.Parallel()
	_, err := AskNodeNLP(t.Context(), "peer.mjs", t.TempDir(), faqs(), messages)
	require.ErrorContains(t, err, "`make bench-faq` installs it")
	for output, complaint := range map[string]string{
		"Epoch 1": "read what node-nlp says", `{"answers": []}`: "0 answers to 3 messages",
	} {
		_, err := decodeNodeNLP([]byte(output), 3)
		require.ErrorContains(t, err, complaint)
	}
}

func best(answers []Answer) []string {
	var names []string
	for _, a := range answers {
		names = append(names, a.Best)
	}
	return names
}

// letters embeds a text by whether it has certain words.
type letters struct{}

func (letters) Model() string { return "letters" }

func (letters) Dimensions() int { return 3 }

func (letters) Embed(_ context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = []float32{0, 0, 0}
		for j, word := range []string{"card", "rate"} {
			if strings.Contains(text, word) {
				vectors[i][j] = 1
			}
		}
	}
	return vectors, nil
}
