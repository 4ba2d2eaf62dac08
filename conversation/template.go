package conversation

// Template is a message that the provider has approved, with the values for its
// parameters. It may be sent when the send window is over.
type Template struct {
	Name string `json:"name"`
	// Language is the template's, as "en_US".
	Language string `json:"language"`
	// Header is the value of the header, nil if it takes none.
	Header *TemplateHeader `json:"header,omitempty"`
	// Body are the values of the body: in order, or each with a name.
	Body []TemplateValue `json:"body,omitempty"`
	// Buttons are the values of those buttons that take one.
	Buttons []TemplateButton `json:"buttons,omitempty"`
}

// TemplateHeader is the value of a template's header: a text, or a file.
type TemplateHeader struct {
	Text       string      `json:"text,omitempty"`
	Attachment *Attachment `json:"attachment,omitempty"`
}

// TemplateValue is the value of one parameter.
type TemplateValue struct {
	// Name of the parameter, "" for a positional one. Either all have one or none.
	Name string `json:"name,omitempty"`
	Text string `json:"text"`
}

// TemplateButton is the value of one button.
type TemplateButton struct {
	// Index counts all buttons of the template from 0.
	Index int `json:"index"`
	// Kind is quick_reply, url or copy_code.
	Kind  string `json:"kind"`
	Value string `json:"value"`
}
