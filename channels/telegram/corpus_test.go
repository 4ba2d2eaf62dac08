package telegram_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/telegram"
	"github.com/parleyhq/parley/internal/corpus"
)

// results is how the names of files begin that hold answers of the API.
const results = "nutgram_res_"

// TestCorpus: every webhook of the shared corpus means what the table says.
func TestCorpus(t *testing.T) {
	t.Parallel()
	corpus.Check(t, "telegram", decode, corpus.Answers, results)
}

// TestCorpusAnswers: what every answer of the API in the shared corpus makes of a
// send.
func TestCorpusAnswers(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"derived_api_400_chat_not_found.json":      "does not know this person",
		"derived_api_400_file_too_big.json":        "too large",
		"derived_api_400_migrated.json":            "upgraded to a supergroup",
		"derived_api_400_reply_not_found.json":     "no longer there",
		"derived_api_401.json":                     "re-authorisation",
		"derived_api_403_blocked.json":             "has blocked the bot",
		"derived_api_409_webhook_active.json":      "not sent: another program",
		"derived_api_getfile_ok.json":              "unknown",
		"derived_api_send_ok.json":                 "",
		"nutgram_res_chat_members.json":            "unknown",
		"nutgram_res_chatadministratorrights.json": "unknown",
		"nutgram_res_too_long.json":                "too long",
		"nutgram_res_user_deactivated.json":        "deleted their Telegram account",
		"nutgram_res_wrong_file_id.json":           "wrong file_id",
	}
	for name, body := range corpus.Files(t, "telegram") {
		if !strings.HasPrefix(name, corpus.Answers) && !strings.HasPrefix(name, results) {
			continue
		}
		words, ok := want[name]
		require.True(t, ok, "%s has no row", name)
		delete(want, name)
		var envelope struct {
			Code int `json:"error_code"`
		}
		require.NoError(t, json.Unmarshal(body, &envelope))
		api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.WriteHeader(max(envelope.Code, http.StatusOK))
			_, _ = w.Write(body)
		}))
		sent, err := reach(t, api.URL, 0).Send(t.Context(), account(), telegram.Outgoing{To: annsID(), Text: "hi"})
		api.Close()
		if words == "" {
			require.NoError(t, err, name)
			require.Equal(t, channels.Sent{ExternalID: "23:51", Learnt: sent.Learnt}, sent)
			continue
		}
		require.ErrorContains(t, err, words, name)
	}
	require.Empty(t, want, "rows without a file")
}
