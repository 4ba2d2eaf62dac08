package demo

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBanking77(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("PARLEY_DATA")
	if folder == "" {
		t.Skip("PARLEY_DATA does not name a folder of shared data")
	}
	faqs, messages, err := Banking77(folder, 500, 1)
	require.NoError(t, err)
	require.Len(t, faqs, 77)
	require.Len(t, messages, 500)
	intents := map[string]bool{}
	trained := map[string]bool{}
	for _, f := range faqs {
		intents[f.Key] = true
		for _, q := range f.Questions() {
			trained[q] = true
		}
	}
	for _, m := range messages {
		require.True(t, intents[m.Expect], m.Expect)
	}
	require.Greater(t, len(trained), 9000)
	_, again, err := Banking77(folder, 500, 1)
	require.NoError(t, err)
	require.Equal(t, messages, again, "the same seed draws the same sample")
	_, other, err := Banking77(folder, 500, 2)
	require.NoError(t, err)
	require.NotEqual(t, messages, other)
}

func TestBanking77OfABadFile(t *testing.T) {
	t.Parallel()
	for content, says := range map[string]string{
		"": "has no training or no test questions",
		`{"question": "q", "faq_id": "i", "split": "train"}`:         "has no training or no test questions",
		`{"question": "q", "faq_id": "i", "split": "train"}` + "\n{": "line 2",
	} {
		folder := t.TempDir()
		require.NoError(t, os.Mkdir(filepath.Join(folder, "faq"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(folder, "faq", "banking77.jsonl"), []byte(content), 0o600))
		_, _, err := Banking77(folder, 1, 1)
		require.ErrorContains(t, err, says)
	}
	_, _, err := Banking77(t.TempDir(), 1, 1)
	require.ErrorIs(t, err, os.ErrNotExist)
}
