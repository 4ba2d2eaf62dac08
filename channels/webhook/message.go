package webhook

import (
	"fmt"
	"net/url"
	"unicode/utf8"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// The limits of what is taken in, in bytes except for names.
const (
	maxID          = 512
	maxURL         = 4096
	maxName        = 256 // characters; a longer one is cut
	maxAttachments = 50
)

// message is the data of an inbound message as apps write it.
type message struct {
	ExternalID string `json:"external_id"`
	Contact    struct {
		ExternalID string `json:"external_id"`
		Name       string `json:"name"`
	} `json:"contact"`
	Content struct {
		Text        string       `json:"text"`
		Attachments []attachment `json:"attachments"`
	} `json:"content"`
	ReplyTo    string  `json:"reply_to"`
	SentAt     instant `json:"sent_at"`
	CampaignID string  `json:"campaign_id"`
}

type attachment struct {
	URL  string `json:"url"`
	Name string `json:"name"`
	MIME string `json:"mime"`
	Size int64  `json:"size"`
}

// decodeMessage reads one message; path is where in the body it stands.
func decodeMessage(data []byte, path string) (provider.Message, error) {
	var m message
	if err := unmarshal(data, &m, path); err != nil {
		return provider.Message{}, err
	}
	if problem := firstOf(
		requiredID(m.ExternalID, "external_id"),
		requiredID(m.Contact.ExternalID, "contact.external_id"),
		optionalID(m.ReplyTo, "reply_to"),
		campaignID(m.CampaignID),
		content(m),
	); problem != nil {
		problem.Field = join(path, problem.Field)
		return provider.Message{}, problem
	}
	in := provider.Message{
		From: provider.Person{
			Identities: []provider.Identity{{Kind: conversation.IdentityExternal, Value: m.Contact.ExternalID}},
			Name:       shorten(m.Contact.Name),
		},
		Kind:       provider.KindText,
		ExternalID: m.ExternalID,
		Text:       conversation.Clean(m.Content.Text),
		SentAt:     m.SentAt.believable(),
		ReplyTo:    m.ReplyTo,
		CampaignID: m.CampaignID,
	}
	for _, a := range m.Content.Attachments {
		in.Attachments = append(in.Attachments, provider.Attachment{
			URL: a.URL, Name: shorten(a.Name), MIME: shorten(a.MIME), Size: max(a.Size, 0),
		})
	}
	return in, nil
}

func firstOf(problems ...*channels.BodyError) *channels.BodyError {
	for _, p := range problems {
		if p != nil {
			return p
		}
	}
	return nil
}

func requiredID(id, field string) *channels.BodyError {
	if id == "" {
		return &channels.BodyError{Field: field, Problem: "is missing"}
	}
	return optionalID(id, field)
}

// campaignID allows less than other ids: it becomes a search attribute.
func campaignID(id string) *channels.BodyError {
	if len(id) > conversation.MaxCampaignID {
		return &channels.BodyError{
			Field: "campaign_id", Problem: fmt.Sprintf("is longer than %d bytes", conversation.MaxCampaignID),
		}
	}
	return optionalID(id, "campaign_id")
}

func optionalID(id, field string) *channels.BodyError {
	if len(id) > maxID {
		return &channels.BodyError{Field: field, Problem: fmt.Sprintf("is longer than %d bytes", maxID)}
	}
	if !conversation.PlainID(id) {
		return &channels.BodyError{Field: field, Problem: "has control characters, which no id may have"}
	}
	return nil
}

func content(m message) *channels.BodyError {
	c := m.Content
	switch {
	case len(c.Text) > conversation.MaxText:
		return &channels.BodyError{
			Field: "content.text", Problem: fmt.Sprintf("is longer than %d bytes", conversation.MaxText),
		}
	case len(c.Attachments) > maxAttachments:
		return &channels.BodyError{
			Field: "content.attachments", Problem: fmt.Sprintf("are more than %d", maxAttachments),
		}
	case conversation.Clean(c.Text) == "" && len(c.Attachments) == 0:
		return &channels.BodyError{Field: "content", Problem: "has neither text nor attachments"}
	}
	for i, a := range c.Attachments {
		if !isWebURL(a.URL) {
			return &channels.BodyError{
				Field: fmt.Sprintf("content.attachments[%d].url", i), Problem: "is no http or https address",
			}
		}
	}
	return nil
}

// isWebURL keeps out addresses that a browser would run, as javascript: does.
func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && len(s) <= maxURL && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

func shorten(s string) string {
	s = conversation.Clean(s)
	if utf8.RuneCountInString(s) <= maxName {
		return s
	}
	return string([]rune(s)[:maxName])
}
