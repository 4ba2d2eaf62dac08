package telegram

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/payload"
)

// apiError is what the API answered instead of doing what it was asked.
type apiError struct {
	// Status is the HTTP status, which the API repeats as its error code.
	Status int
	// Says is in Telegram's words, without the token; "" if it said nothing.
	Says string
	// RetryAfter is how long it asked to be left alone.
	RetryAfter time.Duration
	// MigratedTo is the chat's new id, 0 if it has none.
	MigratedTo int64
}

func (e *apiError) Error() string { return fmt.Sprintf("telegram: answered %d: %s", e.Status, e.Says) }

// parseError reads {"ok": false, "error_code": …, "description": …}, nil for an
// answer that is none.
func parseError(r *http.Response, envelope payload.Object, token channels.Secret) *apiError {
	e := &apiError{Status: r.StatusCode}
	if code := envelope.Int("error_code"); code >= 400 && code < 600 {
		e.Status = int(code)
	}
	e.Says = payload.Shorten(strings.ReplaceAll(envelope.Text("description"), string(token), token.String()))
	e.MigratedTo = envelope.Object("parameters").Int("migrate_to_chat_id")
	seconds := envelope.Object("parameters").Int("retry_after")
	if seconds == 0 {
		// A gateway in between says it in the header.
		seconds, _ = strconv.ParseInt(r.Header.Get("Retry-After"), 10, 32)
	}
	const longest = 24 * 60 * 60
	e.RetryAfter = time.Duration(min(max(seconds, 0), longest)) * time.Second
	return e
}

// outcome says what a refusal means for the message, in the errors of Send. A
// gateway's 5xx says nothing about whether the message was taken before.
func (e *apiError) outcome() error {
	switch {
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusNotFound:
		// With a token that was revoked the address is not found.
		return fmt.Errorf("%w: %w", channels.ErrNeedsReauth, &channels.PlainError{
			Words: "Telegram no longer accepts this bot's token: the inbox needs a new one", Err: e,
		})
	case e.Status == http.StatusTooManyRequests:
		return &channels.NotSentError{
			// It does not say whether the chat or the bot sends too much.
			RetryAfter: e.RetryAfter, Scope: channels.ScopeInbox,
			Cause: &channels.PlainError{Words: "Telegram takes no more messages from this bot for now", Err: e},
		}
	case e.Status == http.StatusConflict:
		return &channels.NotSentError{Cause: &channels.PlainError{Words: "another program uses this bot", Err: e}}
	case e.Status >= 500:
		return &channels.UnknownError{Cause: &channels.PlainError{Words: fmt.Sprintf("Telegram answered %d", e.Status), Err: e}}
	default:
		return &channels.RejectedError{Reason: e.words(), Code: e.Status}
	}
}

// words tell agents why a message was refused. The descriptions are those of
// Telegram's own server; there are no finer codes.
func (e *apiError) words() string {
	says := strings.ToLower(e.Says)
	for _, known := range []struct{ description, words string }{
		{"blocked by the user", "the person has blocked the bot"},
		{"user is deactivated", "the person has deleted their Telegram account"},
		{"can't initiate conversation", "the person has not opened a chat with the bot: only they can begin one"},
		{"was kicked", "the bot was removed from the chat"},
		{"can't send messages to bots", "the recipient is a bot itself"},
		{"chat not found", "Telegram does not know this person, or they have never opened a chat with the bot"},
		{"message is too long", "the text is too long for Telegram"},
		{"caption is too long", "the caption is too long for Telegram"},
		{"file is too big", "the file is too large for Telegram"},
		{"entity too large", "the file is too large for Telegram"},
		{"file must be non-empty", "the file is empty"},
		{"photo_invalid_dimensions", "Telegram takes no picture of these dimensions: send it as a document"},
		{"photo_save_file_invalid", "Telegram cannot read this picture: send it as a document"},
		{"image_process_failed", "Telegram cannot read this picture: send it as a document"},
		{"failed to get http url content", "Telegram could not fetch the file from its address"},
		{"wrong type of the web page content", "what stands at the file's address is not of a type that Telegram takes"},
		{"voice_messages_forbidden", "the person takes no voice messages"},
		{"message to be replied not found", "the message to answer is no longer there"},
		{"query is too old", "the button was pressed too long ago to be acknowledged"},
		{"not enough rights", "the bot may not write in this chat"},
	} {
		if strings.Contains(says, known.description) {
			return known.words
		}
	}
	if e.Says == "" {
		return fmt.Sprintf("Telegram answered %d", e.Status)
	}
	return "Telegram refused it: " + e.Says
}
