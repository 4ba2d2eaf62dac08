package messenger_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/internal/corpus"
)

// TestCorpus: every webhook of the shared corpus means what the table says.
// Answers of the API are in TestCorpusAnswers.
func TestCorpus(t *testing.T) {
	t.Parallel()
	corpus.Check(t, "messenger", decode, corpus.Answers)
}

// TestCorpusAnswers: what each answer of the API in the shared corpus means to a
// send.
func TestCorpusAnswers(t *testing.T) {
	t.Parallel()
	type outcome struct {
		id, words                    string
		closed, fault, reauth, again bool
	}
	want := map[string]outcome{
		"ok":                            {id: "m_AG5Hz2U"},
		"ok_attachment":                 {id: "m_AG5Hz2U"},
		"error_10_2018278":              {closed: true, words: "have to write first"},
		"error_10_1893063":              {fault: true, words: "restricted this page"},
		"error_100_1893061_retired_tag": {words: "no longer takes messages with this tag"},
		"error_100_2018001":             {words: "nobody under this id"},
		"error_551_1545041":             {words: "cannot deliver to this person"},
		"error_190":                     {reauth: true, words: "authorised again"},
		"error_613":                     {again: true, words: "no more requests"},
	}
	for name, body := range corpus.Files(t, "messenger") {
		name, ok := strings.CutPrefix(strings.TrimSuffix(name, ".json"), corpus.Answers)
		if !ok {
			continue
		}
		expect, ok := want[name]
		require.True(t, ok, "%s has no row", name)
		delete(want, name)
		api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if strings.HasPrefix(name, "error") {
				w.WriteHeader(http.StatusBadRequest)
			}
			_, _ = w.Write(body)
		}))
		sent, err := reach(t, api.URL, time.Now).Send(t.Context(), account(), hello())
		api.Close()
		var rejected *channels.RejectedError
		var notSent *channels.NotSentError
		switch {
		case expect.id != "":
			require.NoError(t, err, name)
			require.Equal(t, expect.id, sent.ExternalID)
			continue
		case expect.reauth:
			require.ErrorIs(t, err, channels.ErrNeedsReauth, name)
		case expect.again:
			require.ErrorAs(t, err, &notSent, name)
			require.Equal(t, channels.ScopeInbox, notSent.Scope)
		default:
			require.ErrorAs(t, err, &rejected, name)
			require.Equal(t, expect.closed, rejected.WindowClosed, name)
			require.Equal(t, expect.fault, rejected.AccountFault, name)
		}
		require.ErrorContains(t, err, expect.words, name)
	}
	require.Empty(t, want, "rows without a file")
}
