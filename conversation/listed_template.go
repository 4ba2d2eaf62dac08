package conversation

import (
	"fmt"
	"regexp"
	"slices"
)

// ListedTemplate is a message template as the provider keeps it. Name and
// Language together name it.
type ListedTemplate struct {
	ID       string
	Name     string
	Language string
	// Status and Category are the provider's words in lower case: approved,
	// rejected, paused, …; marketing, utility, authentication.
	Status   string
	Category string
	// Words are what people read.
	Words TemplateWords
}

// TemplateWords are the parts of a template that people read.
type TemplateWords struct {
	// HeaderFormat is text, image, video, document or location, "" for no header.
	HeaderFormat string                `json:"header_format,omitempty"`
	Header       string                `json:"header,omitempty"`
	Body         string                `json:"body,omitempty"`
	Footer       string                `json:"footer,omitempty"`
	Buttons      []TemplateWordsButton `json:"buttons,omitempty"`
}

// TemplateWordsButton is a button of a template.
type TemplateWordsButton struct {
	// Kind is the provider's word in lower case: quick_reply, url, phone_number, …
	Kind string `json:"kind"`
	Text string `json:"text,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Fits says in words what would make the provider refuse a message made of the
// template, "" if nothing would as far as is known here.
func (l ListedTemplate) Fits(t Template) string {
	if l.Status != "approved" {
		return "is not approved: it is " + l.Status
	}
	wanted := placeholders(l.Words.Body)
	if len(t.Body) != len(wanted) {
		return fmt.Sprintf("takes %d values in its body, and %d are given", len(wanted), len(t.Body))
	}
	for _, v := range t.Body {
		if v.Name != "" && !slices.Contains(wanted, v.Name) {
			return "has no parameter of the name " + v.Name
		}
	}
	takes := l.Words.HeaderFormat == "text" && len(placeholders(l.Words.Header)) > 0
	if given := t.Header != nil && t.Header.Text != ""; takes != given {
		return map[bool]string{true: "takes a value in its header", false: "takes no text in its header"}[takes]
	}
	return l.fitsFile(t.Header)
}

func (l ListedTemplate) fitsFile(header *TemplateHeader) string {
	var given Kind
	if header != nil && header.Attachment != nil {
		given = header.Attachment.Kind
	}
	switch format := Kind(l.Words.HeaderFormat); format {
	case KindImage, KindVideo, KindDocument:
		if given != format {
			return "takes a file in its header, which is " + map[Kind]string{KindImage: "an image", KindVideo: "a video", KindDocument: "a document"}[format]
		}
	default:
		if given != "" {
			return "takes no file in its header"
		}
	}
	return ""
}

// placeholders are the names of the parameters in a text, each once.
func placeholders(text string) []string {
	var names []string
	for _, match := range regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`).FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, match[1]) {
			names = append(names, match[1])
		}
	}
	return names
}
