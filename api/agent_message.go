package api

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/parleyhq/parley/conversation"
)

// agentMessage is what the caller wrote, under an id made from who wrote it and
// the request's key. Of a file that is stored here the caller's word counts for
// nothing but what it is sent as.
func (h messageHandlers) agentMessage(ctx context.Context, conversationID string, b AgentMessage) (conversation.Outbound, error) {
	user, err := userOf(ctx)
	if err != nil {
		return conversation.Outbound{}, err
	}
	call := callOf(ctx)
	m := conversation.Outbound{
		ConversationID: conversationID, AgentID: user.ID, Text: b.Text, ReplyTo: b.ReplyTo,
		MessageID: conversation.MessageID(conversationID, call.principal.ID(), call.key),
	}
	var f fields
	f.text(b.Text)
	if b.ReplyTo != "" && !conversation.IsUUID(b.ReplyTo) {
		f.add("reply_to", "is no id of a message")
	}
	switch said := strings.TrimSpace(b.Text) != "" || len(b.Attachments) > 0; {
	case b.Template.Name != "" && said:
		f.add("template", "goes without text and attachments")
	case b.Template.Name == "" && !said:
		f.add("text", "is empty, and there are no attachments and no template")
	}
	for i, file := range b.Attachments {
		m.Attachments = append(m.Attachments, f.file("attachments["+strconv.Itoa(i)+"]", file))
	}
	if b.Template.Name != "" {
		m.Template = f.agentTemplate(b.Template)
	}
	if err := f.err(); err != nil {
		return conversation.Outbound{}, err
	}
	return m, h.describe(ctx, m)
}

// describe fills in what is known of stored files.
func (h messageHandlers) describe(ctx context.Context, m conversation.Outbound) error {
	for i := range m.Attachments {
		if err := h.describeFile(ctx, "attachments["+strconv.Itoa(i)+"].id", &m.Attachments[i]); err != nil {
			return err
		}
	}
	if m.Template == nil || m.Template.Header == nil || m.Template.Header.Attachment == nil {
		return nil
	}
	return h.describeFile(ctx, "template.header.attachment.id", m.Template.Header.Attachment)
}

func (h messageHandlers) describeFile(ctx context.Context, field string, a *conversation.Attachment) error {
	if a.ID == "" {
		return nil
	}
	found, err := h.files.Files(ctx, []string{a.ID})
	if errors.Is(err, conversation.ErrNotFound) {
		return invalid(FieldError{Field: field, Reason: "is no stored file"})
	}
	if err != nil {
		return err
	}
	// What somebody else has uploaded and not sent yet is nobody else's.
	if !found[0].Used && found[0].Uploader != callOf(ctx).principal.ID() {
		return invalid(FieldError{Field: field, Reason: "is no stored file"})
	}
	stored := found[0].Attachment()
	stored.Kind = a.Kind
	if a.Name != "" {
		stored.Name = a.Name
	}
	*a = stored
	return nil
}

// file wants a stored file or an address.
func (f *fields) file(field string, from SendFile) conversation.Attachment {
	a := conversation.Attachment{
		ID: from.ID, URL: from.URL, Name: from.Name, MIME: from.Mime, Size: from.Size, Kind: conversation.Kind(from.Kind),
	}
	switch {
	case a.ID != "" && a.URL != "":
		f.add(field+".url", "cannot stand beside an id")
	case a.ID != "" && !conversation.IsUUID(a.ID):
		f.add(field+".id", "is no stored file")
	case a.ID == "":
		f.link(field+".url", a.URL)
	}
	return a
}

func (f *fields) agentTemplate(from SendTemplate) *conversation.Template {
	t := &conversation.Template{Name: from.Name, Language: from.Language}
	if from.Header.Text != "" || from.Header.Attachment != (SendFile{}) {
		t.Header = &conversation.TemplateHeader{Text: from.Header.Text}
		if from.Header.Attachment != (SendFile{}) {
			file := f.file("template.header.attachment", from.Header.Attachment)
			t.Header.Attachment = &file
		}
		if from.Header.Text != "" && t.Header.Attachment != nil {
			f.add("template.header", "is a text or a file")
		}
	}
	named := 0
	for _, v := range from.Body {
		if v.Name != "" {
			named++
		}
		t.Body = append(t.Body, conversation.TemplateValue{Name: v.Name, Text: conversation.Clean(v.Text)})
	}
	if named > 0 && named < len(from.Body) {
		f.add("template.body", "has names for some of its values: either all have one or none")
	}
	for _, b := range from.Buttons {
		t.Buttons = append(t.Buttons, conversation.TemplateButton{Index: b.Index, Kind: string(b.Kind), Value: b.Value})
	}
	return t
}
