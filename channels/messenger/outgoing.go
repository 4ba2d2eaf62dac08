package messenger

import (
	"fmt"
	"slices"
	"strings"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Outgoing is one message to be sent: a Text, a File, or both.
type Outgoing struct {
	// MessageID is our id. Messenger gives it back in the message's echo, which is
	// how a message of unknown fate is found again.
	MessageID string
	// To are the person's identities; the page-scoped id is the one that counts.
	To []provider.Identity
	// Author says who wrote it. Only people may write in the HumanWindow, and what
	// a campaign sends answers nothing.
	Author conversation.Author
	// HumanWindow says that more than 24 hours have passed since the person wrote.
	HumanWindow bool
	// ReplyTo is Messenger's id of the message that this one answers, "" for none.
	ReplyTo string
	Text    string
	File    *File
}

// File is a file to be sent, by the id that Upload returned or by an address that
// Messenger fetches it from.
type File struct {
	Kind         provider.Kind
	AttachmentID string
	URL          string
}

// request is a body of POST /{page id}/messages.
type request map[string]any

// sendable checks all of a message but its file, and returns who it goes to.
func (m Outgoing) sendable() (psid string, err error) {
	at := slices.IndexFunc(m.To, func(id provider.Identity) bool { return id.Kind == provider.MessengerUser && id.Value != "" })
	n := Policy().Length(m.Text)
	switch {
	case at < 0:
		return "", reject("the person has no Messenger id")
	case m.HumanWindow && m.Author != conversation.ByAgent:
		return "", reject("after 24 hours Messenger takes only what people write, and no automatic messages")
	case n > maxText:
		return "", reject(fmt.Sprintf("the text has %d characters, and Messenger takes %d: send it as several messages", n, maxText))
	}
	return m.To[at].Value, nil
}

// build checks a message and puts it into Messenger's form: one request for the
// text and one for the file, since Messenger takes one of them at a time. It
// fails with *channels.RejectedError: what is known to be refused is not sent.
func (m Outgoing) build() ([]request, error) {
	psid, err := m.sendable()
	if err != nil {
		return nil, err
	}
	contents, err := m.contents()
	if err != nil {
		return nil, err
	}
	requests := make([]request, len(contents))
	for n, content := range contents {
		content["metadata"] = m.MessageID
		if n < len(contents)-1 {
			content["metadata"] = m.MessageID + partMark
		}
		if n == 0 && m.ReplyTo != "" {
			content["reply_to"] = map[string]string{"mid": m.ReplyTo}
		}
		requests[n] = request{"recipient": map[string]string{"id": psid}, "message": content}
		m.tag(requests[n])
	}
	return requests, nil
}

// tag says under which rule the message goes. Inside the window it carries no
// tag: Meta takes that for a misuse.
func (m Outgoing) tag(r request) {
	switch {
	case m.HumanWindow:
		r["messaging_type"], r["tag"] = "MESSAGE_TAG", "HUMAN_AGENT"
	case m.Author == conversation.ByCampaignSend:
		r["messaging_type"] = "UPDATE"
	default:
		r["messaging_type"] = "RESPONSE"
	}
}

// contents are the "message" fields of the requests.
func (m Outgoing) contents() ([]map[string]any, error) {
	var contents []map[string]any
	if strings.TrimSpace(m.Text) != "" {
		contents = append(contents, map[string]any{"text": m.Text})
	}
	if m.File != nil {
		attachment, err := m.File.attachment()
		if err != nil {
			return nil, err
		}
		contents = append(contents, map[string]any{"attachment": attachment})
	}
	if len(contents) == 0 {
		return nil, reject("the message is empty")
	}
	return contents, nil
}

func (f File) attachment() (map[string]any, error) {
	kind, ok := typeOf(f.Kind)
	if !ok {
		return nil, reject("Messenger takes no files of this kind")
	}
	var payload map[string]any
	switch {
	case f.AttachmentID != "" && f.URL == "":
		payload = map[string]any{"attachment_id": f.AttachmentID}
	case f.AttachmentID == "" && (strings.HasPrefix(f.URL, "https://") || strings.HasPrefix(f.URL, "http://")):
		payload = map[string]any{"url": f.URL}
	default:
		return nil, reject("a file is named by its attachment id or by an http address")
	}
	return map[string]any{"type": kind, "payload": payload}, nil
}

// typeOf is what a kind of file is called in Messenger, false if it cannot be
// sent.
func typeOf(kind provider.Kind) (string, bool) {
	switch kind {
	case provider.KindImage:
		return "image", true
	case provider.KindVideo:
		return "video", true
	case provider.KindAudio, provider.KindVoice:
		return "audio", true
	case provider.KindDocument:
		return "file", true
	default:
		return "", false
	}
}

// partMark ends the metadata of what is not the last part of a message. Receipts
// and echoes of the last one speak for the whole.
const partMark = "/part"

func isPart(metadata string) bool { return strings.HasSuffix(metadata, partMark) }

func reject(reason string) error { return &channels.RejectedError{Reason: reason} }
