package provider

import "time"

// Kind is what a message is made of.
type Kind string

// The kinds. What a provider invents later is KindUnsupported: stored and shown
// as that, never refused.
const (
	KindText        Kind = "text"
	KindImage       Kind = "image"
	KindVideo       Kind = "video"
	KindAudio       Kind = "audio"
	KindVoice       Kind = "voice"
	KindDocument    Kind = "document"
	KindSticker     Kind = "sticker"
	KindLocation    Kind = "location"
	KindContacts    Kind = "contacts"
	KindButton      Kind = "button"
	KindForm        Kind = "form"
	KindOrder       Kind = "order"
	KindStart       Kind = "start"
	KindUnsupported Kind = "unsupported"
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
	// SentAt is the provider's time, zero if it is none that can be believed.
	SentAt time.Time
	// Unsupported says in the provider's words why a message could not be shown.
	Unsupported string
}

// Attachment is a file by reference: a handle to fetch it by, or an address.
type Attachment struct {
	// MediaID is the provider's handle, which works for a limited time.
	MediaID string
	// URL is where the provider says the file is; it may need the account's
	// token, and expires.
	URL  string
	Name string
	// MIME is what the sender's app said. It decides nothing.
	MIME string
	// Size in bytes, 0 if unknown.
	Size int64
	// SHA256 of the content in hexadecimal, "" if the provider gives none.
	SHA256 string
	// Kind is how it was sent: image, video, audio, voice, document, sticker.
	Kind Kind
}

// Location is a place on the map.
type Location struct {
	Latitude, Longitude float64
	Name, Address, URL  string
}

// Card is somebody's contact details.
type Card struct {
	Name   string
	Phones []string
	Emails []string
}

// Referral is how somebody came to write.
type Referral struct {
	// Source is the provider's word for it: ad, post, link, plugin.
	Source   string
	ID       string
	URL      string
	Headline string
	Body     string
	// Ref is what the brand put into the link; ClickID identifies the click.
	Ref     string
	ClickID string
}
