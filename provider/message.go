package provider

import (
	"time"

	"github.com/parleyhq/parley/conversation"
)

// What messages are made of is the domain's.
type (
	Kind       = conversation.Kind
	Attachment = conversation.Attachment
	Location   = conversation.Location
	Card       = conversation.Card
	Referral   = conversation.Referral
)

// The kinds that providers report.
const (
	KindText        = conversation.KindText
	KindImage       = conversation.KindImage
	KindVideo       = conversation.KindVideo
	KindAudio       = conversation.KindAudio
	KindVoice       = conversation.KindVoice
	KindDocument    = conversation.KindDocument
	KindSticker     = conversation.KindSticker
	KindLocation    = conversation.KindLocation
	KindContacts    = conversation.KindContacts
	KindButton      = conversation.KindButton
	KindForm        = conversation.KindForm
	KindOrder       = conversation.KindOrder
	KindStart       = conversation.KindStart
	KindUnsupported = conversation.KindUnsupported
)

// Message is what somebody wrote to the brand.
type Message struct {
	// ExternalID is unique within the account, so it holds the chat's id where
	// the provider counts per chat.
	ExternalID string
	From       Person
	Kind       Kind
	// Text is what the person wrote: the body, a caption, the title of the
	// button they pressed.
	Text        string
	Attachments []Attachment
	Location    *Location
	Cards       []Card
	// ReplyTo is the ExternalID of the message this one answers, which may be
	// unknown here.
	ReplyTo   string
	Forwarded bool
	// Payload is what the button, form or deep link carries for machines.
	Payload string
	// Referral is the advertisement or link that the person came by.
	Referral *Referral
	// Album is shared by messages that were sent as one.
	Album string
	// CampaignID is the campaign that the message answers where the sender says
	// so, as backend services may.
	CampaignID string
	// SentAt is the provider's time, zero if it is none that can be believed.
	SentAt time.Time
	// Unsupported says in the provider's words why a message could not be shown.
	Unsupported string
}

// Content returns what the message holds beside its text and files.
func (m Message) Content() conversation.Content {
	return conversation.Content{
		Location: m.Location, Cards: m.Cards, Payload: m.Payload, Referral: m.Referral, Album: m.Album,
		Forwarded: m.Forwarded, Unsupported: m.Unsupported,
	}
}
