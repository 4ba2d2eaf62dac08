package conversation

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
	KindTemplate    Kind = "template"
	KindUnsupported Kind = "unsupported"
)

// Content is what a message holds beside its text and files.
type Content struct {
	Location *Location `json:"location,omitempty"`
	Cards    []Card    `json:"cards,omitempty"`
	// Payload is what the button, form or deep link carries for machines.
	Payload string `json:"payload,omitempty"`
	// Referral is the advertisement or link that the person came by.
	Referral *Referral `json:"referral,omitempty"`
	// Album is shared by messages that were sent as one.
	Album     string `json:"album,omitempty"`
	Forwarded bool   `json:"forwarded,omitempty"`
	// Unsupported says in the provider's words why a message could not be shown.
	Unsupported string `json:"unsupported,omitempty"`
}

// Location is a place on the map.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	URL       string  `json:"url,omitempty"`
}

// Card is somebody's contact details.
type Card struct {
	Name   string   `json:"name,omitempty"`
	Phones []string `json:"phones,omitempty"`
	Emails []string `json:"emails,omitempty"`
}

// Referral is how somebody came to write.
type Referral struct {
	// Source is the provider's word for it: ad, post, link, plugin.
	Source   string `json:"source,omitempty"`
	ID       string `json:"id,omitempty"`
	URL      string `json:"url,omitempty"`
	Headline string `json:"headline,omitempty"`
	Body     string `json:"body,omitempty"`
	// Ref is what the brand put into the link; ClickID identifies the click.
	Ref     string `json:"ref,omitempty"`
	ClickID string `json:"click_id,omitempty"`
}
