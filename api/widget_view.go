package api

import (
	"strconv"
	"time"

	"github.com/parleyhq/parley/conversation"
)

// widgetMessage is a message as the widget shows it.
type widgetMessage struct {
	ID string `json:"id"`
	// ClientID is the id the browser made, for a message of the visitor.
	ClientID string `json:"client_id,omitempty"`
	// From is visitor, agent or auto.
	From string `json:"from"`
	Name string `json:"name,omitempty"`
	Text string `json:"text"`
	// Attachments have an id; one without is a link.
	Attachments []widgetAttachment `json:"attachments,omitempty"`
	State       string             `json:"state"`
	At          string             `json:"at"`
	Edited      bool               `json:"edited,omitempty"`
	Deleted     bool               `json:"deleted,omitempty"`
	// Quoted is what the message says that this one answers, Reaction the brand's
	// emoji on it.
	Quoted   string `json:"quoted,omitempty"`
	Reaction string `json:"reaction,omitempty"`
	// Position orders the messages, Version the states of one.
	Position int64  `json:"position"`
	Version  string `json:"version"`
}

type widgetAttachment struct {
	widgetFile
	// URL is where a file is that is not stored here.
	URL string `json:"url,omitempty"`
}

func widgetAttachments(list []conversation.Attachment) []widgetAttachment {
	var views []widgetAttachment
	for _, a := range list {
		v := widgetAttachment{widgetFile: fileView(a)}
		if a.ID == "" {
			v.URL = a.URL
		}
		views = append(views, v)
	}
	return views
}

type widgetHistory struct {
	Items []widgetMessage `json:"items"`
	// Before is where the earlier page begins, "" if there is none.
	Before string `json:"before,omitempty"`
	// Cursor is the Last-Event-ID to listen on from.
	Cursor string `json:"cursor"`
}

func widgetMessageView(m conversation.VisitorMessage) widgetMessage {
	v := widgetMessage{
		ID: m.ID, Text: m.Text, Attachments: widgetAttachments(m.Attachments), State: string(m.State), At: m.CreatedAt.Format(time.RFC3339Nano),
		Position: m.Position, Version: strconv.FormatUint(m.Version, 10),
		Edited: !m.EditedAt.IsZero(), Deleted: !m.DeletedAt.IsZero(),
		Quoted: m.Quoted, Reaction: m.Reaction,
	}
	switch {
	case m.Direction == conversation.In:
		v.From, v.ClientID = "visitor", m.ExternalID
	case m.Author == conversation.ByAgent:
		v.From, v.Name = "agent", m.AgentName
	default:
		v.From = "auto"
	}
	return v
}
