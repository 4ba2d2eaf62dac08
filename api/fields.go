package api

import (
	"net/mail"
	"net/url"
	"strconv"
	"strings"

	"github.com/parleyhq/parley/conversation"
)

// fields collects what is not acceptable about a request beyond what
// openapi.yaml can say.
type fields []FieldError

func (f *fields) add(field, reason string) {
	*f = append(*f, FieldError{Field: field, Reason: reason})
}

// err returns nil if everything is acceptable.
func (f *fields) err() error {
	if len(*f) == 0 {
		return nil
	}
	return invalid(*f...)
}

// name wants something a person can read, and returns it without the space
// around it.
func (f *fields) name(field, text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		f.add(field, "is empty")
	}
	return text
}

// email wants a bare address.
func (f *fields) email(field, text string) string {
	text = strings.TrimSpace(text)
	if address, err := mail.ParseAddress(text); err != nil || address.Address != text {
		f.add(field, "must be an e-mail address")
	}
	return text
}

// link wants an absolute http or https address without credentials in it.
func (f *fields) link(field, text string) {
	link, err := url.Parse(text)
	if err != nil || (link.Scheme != "http" && link.Scheme != "https") || link.Hostname() == "" || link.User != nil {
		f.add(field, "must be an http or https address")
	}
}

// id wants an id of the sender's own without control characters, and no longer
// than the store and the signals take it. openapi.yaml counts characters, this
// counts bytes.
func (f *fields) id(field, id string, longest int) {
	if len(id) > longest {
		f.add(field, "must have at most "+strconv.Itoa(longest)+" bytes")
	}
	if !conversation.PlainID(id) {
		f.add(field, "has control characters, which no id may have")
	}
}

// uuids wants ids that something may have.
func (f *fields) uuids(field string, ids []string) {
	for i, id := range ids {
		if !conversation.IsUUID(id) {
			f.add(field+"["+strconv.Itoa(i)+"]", "is no id")
		}
	}
}

// message wants words or files, and no more words than a message may have.
func (f *fields) message(text string, attachments Attachments) []conversation.Attachment {
	if strings.TrimSpace(text) == "" && len(attachments) == 0 {
		f.add("text", "is empty, and there are no attachments")
	}
	f.text(text)
	files := make([]conversation.Attachment, len(attachments))
	for i, a := range attachments {
		f.link("attachments["+strconv.Itoa(i)+"].url", a.URL)
		files[i] = conversation.Attachment{URL: a.URL, Name: a.Name, MIME: a.Mime, Size: a.Size}
	}
	return files
}

// text wants no more words than a message may have.
func (f *fields) text(text string) {
	if len(text) > conversation.MaxText {
		f.add("text", "must have at most "+strconv.Itoa(conversation.MaxText)+" bytes")
	}
}
