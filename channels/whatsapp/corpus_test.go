package whatsapp_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/internal/corpus"
)

// TestCorpus: every webhook of the shared corpus means what the table says.
// Answers of the API are in TestCorpusErrors.
func TestCorpus(t *testing.T) {
	t.Parallel()
	corpus.Check(t, "whatsapp", decode, corpus.Answers)
}

// TestCorpusAsSent: signed as it comes, verified over the raw bytes.
func TestCorpusAsSent(t *testing.T) {
	t.Parallel()
	name := "derived_escaped_unicode_wire_bytes.json"
	body := corpus.Files(t, "whatsapp")[name]
	require.Contains(t, string(body), `\u00e4`)
	require.Len(t, decode(t, body), 1)
	var parsed any
	require.NoError(t, json.Unmarshal(body, &parsed))
	again, err := json.Marshal(parsed)
	require.NoError(t, err)
	require.ErrorContains(t, graph.Verify(account().AppSecret, signed(body), again), "signature")
}
