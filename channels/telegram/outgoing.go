package telegram

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/provider"
)

// Outgoing is one message to be sent: a text, or files with the text as caption.
type Outgoing struct {
	To []provider.Identity
	// ReplyTo is the external id of the message that this one answers, "" for
	// none. If it is gone, the message is sent all the same.
	ReplyTo string
	Text    string
	// Files go as one message; with several of them, as an album.
	Files []File
}

// File is a file to be sent: its content, or an address that Telegram fetches it
// from.
type File struct {
	// Kind is how people see it. In an album, and where the type or the size of
	// the file does not allow it, it becomes a document.
	Kind provider.Kind
	Name string
	MIME string
	// Size in bytes is what Content holds.
	Size    int64
	Content io.Reader
	URL     string
}

// check refuses what is known to be refused. It fails with
// *channels.RejectedError.
func (m Outgoing) check() error {
	policy := Policy()
	switch n := policy.Length(m.Text); {
	case len(m.Files) == 0 && strings.TrimSpace(m.Text) == "":
		return reject("the message is empty")
	case len(m.Files) == 0 && n > policy.MaxText:
		return reject(fmt.Sprintf("the text has %d characters, and Telegram takes %d: send it as several messages", n, policy.MaxText))
	case len(m.Files) > 0 && n > policy.Media[0].MaxCaption:
		return reject(fmt.Sprintf("the caption has %d characters, and Telegram takes %d: send the text as a message of its own", n, policy.Media[0].MaxCaption))
	case len(m.Files) > policy.MaxFiles:
		return reject(fmt.Sprintf("the message has %d files, and Telegram takes %d at once", len(m.Files), policy.MaxFiles))
	}
	for _, f := range m.Files {
		if err := f.check(policy); err != nil {
			return err
		}
	}
	return nil
}

func (f File) check(policy channels.Policy) error {
	rule, _ := policy.Rule(provider.KindDocument)
	switch {
	case f.Content == nil && !strings.HasPrefix(f.URL, "https://") && !strings.HasPrefix(f.URL, "http://"):
		return reject("a file is given by its content or by an http address")
	case f.Content != nil && f.Size <= 0:
		return reject("the file is empty")
	case f.Size > rule.MaxBytes:
		return reject(fmt.Sprintf("the file is larger than %d MB, the most that Telegram takes", rule.MaxBytes>>20))
	}
	return nil
}

// chat is the private chat with the person, which has their id.
func (m Outgoing) chat() (int64, error) {
	for _, id := range m.To {
		if id.Kind != provider.TelegramUser {
			continue
		}
		if chat, err := strconv.ParseInt(id.Value, 10, 64); err == nil && chat != 0 {
			return chat, nil
		}
	}
	return 0, reject("the person has no Telegram id")
}

// as is how a file goes by itself: "photo", "document", …
func (f File) as() string {
	rule, ok := Policy().Rule(f.Kind)
	if !ok || !rule.Takes(f.MIME) || f.Size > rule.MaxBytes {
		return "document"
	}
	switch f.Kind {
	case provider.KindImage:
		return "photo"
	case provider.KindVideo, provider.KindAudio, provider.KindVoice:
		return string(f.Kind)
	default:
		return "document"
	}
}

// asAlbum is how files go together: photos and videos may be mixed, audio files
// not. Anything else goes as documents, which any file can.
func asAlbum(files []File) []string {
	kinds := make([]string, len(files))
	for i, f := range files {
		kinds[i] = f.as()
	}
	outside := func(allowed ...string) bool {
		return slices.ContainsFunc(kinds, func(kind string) bool { return !slices.Contains(allowed, kind) })
	}
	if outside("photo", "video") && outside("audio") {
		for i := range kinds {
			kinds[i] = "document"
		}
	}
	return kinds
}

func reject(reason string) error { return &channels.RejectedError{Reason: reason} }
