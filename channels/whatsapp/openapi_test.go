package whatsapp_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/internal/corpus"
	"github.com/parleyhq/parley/provider"
)

// answering is a channel whose API gives one answer to everything, and keeps what
// was asked.
func answering(t *testing.T, status int, body string) (c *whatsapp.Channel, asked func() map[string]any) {
	t.Helper()
	var last []byte
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		last, _ = io.ReadAll(r.Body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(api.Close)
	return reach(t, api.URL, time.Now), func() map[string]any {
		var parsed map[string]any
		require.NoError(t, json.Unmarshal(last, &parsed))
		return parsed
	}
}

// TestRequestsAreLikeMetas: each request that is built has every field that
// Meta's own example of it has.
func TestRequestsAreLikeMetas(t *testing.T) {
	t.Parallel()
	examples := corpus.Files(t, "whatsapp_send")
	to := phone("15550001")
	byID := func(kind provider.Kind) *whatsapp.File {
		return &whatsapp.File{Kind: kind, MediaID: "7", Name: "a.pdf"}
	}
	byURL := func(kind provider.Kind) *whatsapp.File { return &whatsapp.File{Kind: kind, URL: "https://x.example/1"} }
	template := func(header *whatsapp.Header, buttons ...whatsapp.ButtonValue) *whatsapp.Template {
		return &whatsapp.Template{Name: "n", Language: "en", Header: header, Body: []whatsapp.Value{{Text: "x"}}, Buttons: buttons}
	}
	picture := &whatsapp.Header{File: byURL(provider.KindImage)}
	for name, m := range map[string]whatsapp.Outgoing{
		"send_text_message":                     {Text: "x"},
		"send_text_message_with_preview_url":    {Text: "x", Preview: true},
		"send_reply_to_text_message":            {Text: "x", ReplyTo: "w"},
		"send_reply_with_reaction_message":      {Reaction: &whatsapp.Reaction{Target: "w", Emoji: "👍"}},
		"send_audio_message_by_id":              {File: byID(provider.KindAudio)},
		"send_audio_message_by_url":             {File: byURL(provider.KindAudio)},
		"send_image_message_by_id":              {File: byID(provider.KindImage)},
		"send_image_message_by_url":             {File: byURL(provider.KindImage)},
		"send_video_message_by_id":              {Text: "x", File: byID(provider.KindVideo)},
		"send_video_message_by_url":             {Text: "x", File: byURL(provider.KindVideo)},
		"send_document_message_by_id":           {Text: "x", File: byID(provider.KindDocument)},
		"send_document_message_by_url":          {Text: "x", File: byURL(provider.KindDocument)},
		"send_sticker_message_by_id":            {File: byID(provider.KindSticker)},
		"send_sticker_message_by_url":           {File: byURL(provider.KindSticker)},
		"send_reply_to_image_message_by_id":     {File: byID(provider.KindImage), ReplyTo: "w"},
		"send_reply_to_document_message_by_url": {Text: "x", File: byURL(provider.KindDocument), ReplyTo: "w"},
		"send_test_message":                     {Template: &whatsapp.Template{Name: "n", Language: "en"}},
		"send_message_template_text":            {Template: template(nil)},
		"send_message_template_media":           {Template: template(picture)},
		"send_message_template_interactive": {Template: template(
			picture, whatsapp.ButtonValue{Kind: whatsapp.ButtonReply, Value: "a"}, whatsapp.ButtonValue{Index: 1, Kind: whatsapp.ButtonReply, Value: "b"},
		)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, asked := answering(t, http.StatusOK, string(examples["res_send_text_message.json"]))
			m.To = to
			sent, err := c.Send(t.Context(), account(), m)
			require.NoError(t, err)
			require.NotEmpty(t, sent.ExternalID)
			var example map[string]any
			require.NoError(t, json.Unmarshal(examples["req_"+name+".json"], &example))
			has(t, example, asked(), name)
		})
	}
	c, asked := answering(t, http.StatusOK, string(examples["res_send_typing_indicator_and_read_receipt.json"]))
	require.NoError(t, c.MarkRead(t.Context(), account(), "w", true))
	var example map[string]any
	require.NoError(t, json.Unmarshal(examples["req_send_typing_indicator_and_read_receipt.json"], &example))
	has(t, example, asked(), "typing")
	c, asked = answering(t, http.StatusOK, string(examples["res_subscribed_apps_custom_callback_success.json"]))
	require.NoError(t, c.Register(t.Context(), account(), "https://x.example/"))
	example = nil
	require.NoError(t, json.Unmarshal(examples["req_subscribed_apps_custom_callback.json"], &example))
	has(t, example, asked(), "subscribe")
	c, _ = answering(t, http.StatusOK, string(examples["res_templates_list_example_response.json"]))
	listed, err := c.Templates(t.Context(), account())
	require.NoError(t, err)
	require.NotEmpty(t, listed)
	require.Equal(t, "approved", listed[0].Status)
}

// has says that got has all fields of the example, at every depth, with values of
// the same type. Kinds of values that we do not send are passed over: currencies
// and dates are texts, whose writing is the sender's affair.
func has(t *testing.T, example, got any, path string) {
	t.Helper()
	switch want := example.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		require.True(t, ok, path)
		for key, value := range want {
			require.Contains(t, object, key, path)
			has(t, value, object[key], path+"."+key)
		}
	case []any:
		list, ok := got.([]any)
		require.True(t, ok, path)
		at := 0
		for _, item := range want {
			if object, ok := item.(map[string]any); ok && (object["type"] == "currency" || object["type"] == "date_time") {
				continue
			}
			require.Less(t, at, len(list), path)
			has(t, item, list[at], path)
			at++
		}
	default:
		require.IsType(t, example, got, path)
		if strings.HasSuffix(path, ".type") || strings.HasSuffix(path, ".sub_type") || strings.HasSuffix(path, "messaging_product") {
			require.Equal(t, example, got, path)
		}
	}
}

// TestErrorsOfTheCorpus: each error of the shared corpus ends a send in the class
// that it should.
func TestErrorsOfTheCorpus(t *testing.T) {
	t.Parallel()
	const again, doubtful, reauth, rejected = "again", "doubtful", "reauth", "rejected"
	want := map[string]string{
		"derived_api_error_130429.json": again, "derived_api_error_131056.json": again,
		"derived_api_error_131030.json": rejected, "derived_api_error_190.json": reauth,
		"err_1.json": doubtful, "err_2.json": again, "err_2_1349174.json": again, "err_2_1675030.json": again,
		"err_4.json": again, "err_4_2018001.json": again, "err_4_2446079.json": again, "err_4_2446080.json": again,
		"err_17_2446079.json": again, "err_613.json": again, "err_80007_2446079.json": again,
		"err_10.json": reauth, "err_10_2018218.json": reauth, "err_104.json": reauth,
		"err_190.json": reauth, "err_190_460.json": reauth, "err_190_463.json": reauth,
		"err_200.json": reauth, "err_200_1349174.json": reauth, "err_200_1349175.json": reauth, "err_200_1349176.json": reauth,
		"err_100.json": rejected, "err_100_33.json": rejected, "err_100_2207013.json": rejected, "err_100_2207051.json": rejected,
		"err_132000.json": rejected, "err_400_1234567.json": rejected, "err_400_1234568.json": rejected, "err_403_1234569.json": rejected,
		"err_803.json": rejected, "err_803_1675030.json": rejected,
	}
	seen := 0
	for _, folder := range []string{"whatsapp", "whatsapp_send"} {
		for name, body := range corpus.Files(t, folder) {
			if !strings.HasPrefix(name, "err_") && !strings.HasPrefix(name, "derived_api_error_") {
				continue
			}
			seen++
			c, _ := answering(t, http.StatusBadRequest, string(body))
			_, err := c.Send(t.Context(), account(), hello())
			require.Equal(t, want[name], classOf(err), name)
			require.NotContains(t, err.Error(), "canary")
		}
	}
	require.Len(t, want, seen)
}

func classOf(err error) string {
	switch e := err.(type) { //nolint:errorlint // the outermost error is the class
	case *channels.NotSentError:
		return "again"
	case *channels.UnknownError:
		return "doubtful"
	case *channels.RejectedError:
		if e.Reason == "" {
			return "a refusal without words"
		}
		return "rejected"
	default:
		return "reauth"
	}
}
