package whatsapp

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// contentOf reads what a message is made of. What is missing, empty or of a type
// that is not known makes it unsupported.
func contentOf(m graph.Object) provider.Message {
	kind := m.Text("type")
	body := m.Object(kind)
	unsupported := provider.Message{Kind: provider.KindUnsupported}
	switch kind {
	case "text":
		if text := body.Text("body"); text != "" {
			return provider.Message{Kind: provider.KindText, Text: text}
		}
	case "image", "video", "document", "audio", "sticker":
		if file, ok := attachmentOf(kind, body); ok {
			return provider.Message{Kind: file.Kind, Text: body.Text("caption"), Attachments: []provider.Attachment{file}}
		}
	case "location":
		if body.Has("latitude") && body.Has("longitude") {
			return provider.Message{Kind: provider.KindLocation, Location: locationOf(body)}
		}
	case "contacts":
		if cards := cardsOf(m.Objects("contacts")); len(cards) > 0 {
			return provider.Message{Kind: provider.KindContacts, Cards: cards}
		}
	case "button":
		if text, payload := body.Text("text"), body.Text("payload"); text != "" || payload != "" {
			return provider.Message{Kind: provider.KindButton, Text: text, Payload: payload}
		}
	case "interactive":
		if reply, ok := interactiveOf(body); ok {
			return reply
		}
	case "order":
		if len(body) > 0 {
			return provider.Message{Kind: provider.KindOrder, Text: body.Text("text"), Payload: m.Raw("order")}
		}
	case "request_welcome":
		return provider.Message{Kind: provider.KindStart}
	}
	return unsupported
}

// interactiveOf reads the answer to buttons, a list, a form or a request to call.
func interactiveOf(body graph.Object) (provider.Message, bool) {
	kind := body.Text("type")
	reply := body.Object(kind)
	if len(reply) == 0 {
		return provider.Message{}, false
	}
	switch kind {
	case "button_reply", "list_reply":
		return provider.Message{Kind: provider.KindButton, Text: reply.Text("title"), Payload: reply.Text("id")}, true
	case "nfm_reply":
		// The answers are JSON in a string; some senders leave out the string.
		answers := reply.Text("response_json")
		if answers == "" {
			answers = reply.Raw("response_json")
		}
		return provider.Message{Kind: provider.KindForm, Text: reply.Text("body"), Payload: answers}, true
	case "call_permission_reply":
		return provider.Message{Kind: provider.KindButton, Text: reply.Text("response"), Payload: body.Raw(kind)}, true
	default:
		return provider.Message{}, false
	}
}

func attachmentOf(kind string, body graph.Object) (provider.Attachment, bool) {
	file := provider.Attachment{
		MediaID: body.Text("id"), URL: body.Text("url"), Name: body.Text("filename"), MIME: body.Text("mime_type"),
		Size: max(body.Int("file_size"), 0), SHA256: hexSum(body.Text("sha256")), Kind: provider.Kind(kind),
	}
	if kind == "audio" && body.Bool("voice") {
		file.Kind = provider.KindVoice
	}
	return file, file.MediaID != "" || file.URL != ""
}

// hexSum turns a hash from base64, as webhooks have it, or hexadecimal, as the
// API has it, into hexadecimal. What is no SHA-256 becomes "".
func hexSum(s string) string {
	const length = 32
	if raw, err := hex.DecodeString(s); err == nil && len(raw) == length {
		return strings.ToLower(s)
	}
	if raw, err := base64.StdEncoding.DecodeString(s); err == nil && len(raw) == length {
		return hex.EncodeToString(raw)
	}
	return ""
}

func locationOf(body graph.Object) *provider.Location {
	return &provider.Location{
		Latitude: body.Float("latitude"), Longitude: body.Float("longitude"),
		Name: body.Text("name"), Address: body.Text("address"), URL: body.Text("url"),
	}
}

func cardsOf(items []graph.Object) []provider.Card {
	var cards []provider.Card
	for _, item := range items {
		name := item.Object("name")
		card := provider.Card{Name: name.Text("formatted_name")}
		if card.Name == "" {
			card.Name = strings.TrimSpace(name.Text("first_name") + " " + name.Text("last_name"))
		}
		for _, phone := range item.Objects("phones") {
			if number := phone.Text("phone"); number != "" {
				card.Phones = append(card.Phones, number)
			} else if number := phone.Text("wa_id"); number != "" {
				card.Phones = append(card.Phones, number)
			}
		}
		for _, email := range item.Objects("emails") {
			if address := email.Text("email"); address != "" {
				card.Emails = append(card.Emails, address)
			}
		}
		if card.Name != "" || card.Phones != nil || card.Emails != nil {
			cards = append(cards, card)
		}
	}
	return cards
}
