package whatsapp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/provider"
)

// Outgoing is one message to be sent: exactly one of Text, File, Template and
// Reaction, where a Text beside a File is its caption.
type Outgoing struct {
	// MessageID is our id. WhatsApp gives it back with each status, which is how
	// a message of unknown fate is found again.
	MessageID string
	// To are the person's identities, of which the phone number goes before the
	// user id: WhatsApp does the same, and takes some templates for numbers only.
	To []provider.Identity
	// ReplyTo is WhatsApp's id of the message that this one answers, "" for none.
	ReplyTo string
	Text    string
	// Preview shows the first link of the text as a card.
	Preview  bool
	File     *File
	Template *Template
	Reaction *Reaction
}

// File is a file to be sent: by the id that Upload returned, or by an address
// that WhatsApp fetches it from.
type File struct {
	Kind    provider.Kind
	MediaID string
	URL     string
	// Name is shown for documents.
	Name string
}

// Reaction is an emoji on a message; an empty Emoji takes ours away.
type Reaction struct {
	// Target is WhatsApp's id of the message.
	Target string
	Emoji  string
}

// request is the body of POST /{phone number id}/messages.
type request map[string]any

// build checks a message and puts it into WhatsApp's form. It fails with
// *channels.RejectedError: what is known to be refused is not sent.
func (m Outgoing) build() (request, error) {
	r := request{"messaging_product": "whatsapp", "recipient_type": "individual"}
	if err := m.address(r); err != nil {
		return nil, err
	}
	if m.MessageID != "" {
		r["biz_opaque_callback_data"] = m.MessageID
	}
	if m.ReplyTo != "" && m.Reaction == nil {
		r["context"] = map[string]string{"message_id": m.ReplyTo}
	}
	switch {
	case m.File == nil && m.Template == nil && m.Reaction == nil:
		return r, m.text(r)
	case m.File != nil && m.Template == nil && m.Reaction == nil:
		return r, m.file(r)
	case m.File == nil && m.Template != nil && m.Reaction == nil && m.Text == "":
		return r, m.Template.build(r)
	case m.File == nil && m.Template == nil && m.Reaction != nil && m.Text == "":
		return r, m.reaction(r)
	default:
		return nil, reject("a message is one of text, file, template and reaction")
	}
}

func (m Outgoing) address(r request) error {
	find := func(kind provider.IdentityKind) string {
		at := slices.IndexFunc(m.To, func(id provider.Identity) bool { return id.Kind == kind && id.Value != "" })
		if at < 0 {
			return ""
		}
		return m.To[at].Value
	}
	if phone := find(provider.WhatsAppPhone); phone != "" {
		r["to"] = Phone(phone)
		return nil
	}
	for _, kind := range []provider.IdentityKind{provider.WhatsAppUser, provider.WhatsAppParentUser} {
		if user := find(kind); user != "" {
			r["recipient"] = user
			return nil
		}
	}
	return reject("the person has no WhatsApp number or user id")
}

func (m Outgoing) text(r request) error {
	policy := Policy()
	if strings.TrimSpace(m.Text) == "" {
		return reject("the message is empty")
	}
	if n := policy.Length(m.Text); n > policy.MaxText {
		return reject(fmt.Sprintf("the text has %d characters, and WhatsApp takes %d: send it as several messages", n, policy.MaxText))
	}
	r["type"] = "text"
	r["text"] = map[string]any{"body": m.Text, "preview_url": m.Preview}
	return nil
}

func (m Outgoing) file(r request) error {
	policy := Policy()
	rule, ok := policy.Rule(m.File.Kind)
	if !ok {
		return reject("WhatsApp takes no files of this kind")
	}
	if rule.MaxCaption == 0 && m.Text != "" {
		return reject("WhatsApp shows no text with this kind of file: send it as a message of its own")
	}
	if n := policy.Length(m.Text); n > rule.MaxCaption {
		return reject(fmt.Sprintf("the caption has %d characters, and WhatsApp takes %d", n, rule.MaxCaption))
	}
	file, err := m.File.reference()
	if err != nil {
		return err
	}
	if m.Text != "" {
		file["caption"] = m.Text
	}
	if m.File.Kind == provider.KindDocument && m.File.Name != "" {
		file["filename"] = m.File.Name
	}
	// A voice message goes as audio; its encoding makes it one.
	kind := string(m.File.Kind)
	if m.File.Kind == provider.KindVoice {
		kind = "audio"
		file["voice"] = true
	}
	r["type"] = kind
	r[kind] = file
	return nil
}

// reference names the file by id or link.
func (f File) reference() (map[string]any, error) {
	switch {
	case f.MediaID != "" && f.URL == "":
		return map[string]any{"id": f.MediaID}, nil
	case f.MediaID == "" && (strings.HasPrefix(f.URL, "https://") || strings.HasPrefix(f.URL, "http://")):
		return map[string]any{"link": f.URL}, nil
	default:
		return nil, reject("a file is named by its media id or by an http address")
	}
}

func (m Outgoing) reaction(r request) error {
	if m.Reaction.Target == "" {
		return reject("the message to react to is not known to WhatsApp")
	}
	r["type"] = "reaction"
	r["reaction"] = map[string]string{"message_id": m.Reaction.Target, "emoji": m.Reaction.Emoji}
	return nil
}

func reject(reason string) error { return &channels.RejectedError{Reason: reason} }
