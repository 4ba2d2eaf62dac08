package webhookapp

import (
	"encoding/json"
	"time"
)

// Message is what the app took, once per webhook-id.
type Message struct {
	MessageID      string
	ConversationID string
	InboxID        string
	ContactID      string
	Author         string
	Text           string
	Attachments    []string
	ReplyTo        string
	Timestamp      time.Time
	At             time.Time
}

// envelope is the documented body of a delivery.
type envelope struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      struct {
		MessageID      string `json:"message_id"`
		ConversationID string `json:"conversation_id"`
		InboxID        string `json:"inbox_id"`
		Contact        struct {
			ExternalID string `json:"external_id"`
		} `json:"contact"`
		Author      string `json:"author"`
		Text        string `json:"text"`
		Attachments []struct {
			URL string `json:"url"`
		} `json:"attachments"`
		ReplyTo string `json:"reply_to"`
	} `json:"data"`
}

func (e envelope) message(at time.Time) Message {
	d := e.Data
	m := Message{
		MessageID: d.MessageID, ConversationID: d.ConversationID, InboxID: d.InboxID, ContactID: d.Contact.ExternalID,
		Author: d.Author, Text: d.Text, ReplyTo: d.ReplyTo, Timestamp: e.Timestamp, At: at,
	}
	for _, f := range d.Attachments {
		m.Attachments = append(m.Attachments, f.URL)
	}
	return m
}

func decode(body []byte) (envelope, string) {
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		return envelope{}, "body is not the documented JSON"
	}
	if e.Type == "inbox.test" {
		return e, ""
	}
	if e.Type != "message.created" || e.Data.MessageID == "" || e.Data.ConversationID == "" || e.Data.Contact.ExternalID == "" {
		return envelope{}, "body lacks a documented field"
	}
	return e, ""
}
