package whatsapp

import (
	"context"

	"github.com/parleyhq/parley/conversation"
)

// Templates are those of the business account that the number belongs to.
func (i *Inboxes) Templates(ctx context.Context, inbox conversation.Inbox) ([]conversation.ListedTemplate, error) {
	c, account, err := i.open(inbox)
	if err != nil {
		return nil, err
	}
	listed, err := c.Templates(ctx, account)
	if err != nil {
		return nil, err
	}
	templates := make([]conversation.ListedTemplate, 0, len(listed))
	for _, l := range listed {
		words := conversation.TemplateWords{HeaderFormat: l.HeaderFormat, Header: l.Header, Body: l.Body, Footer: l.Footer}
		for _, b := range l.Buttons {
			words.Buttons = append(words.Buttons, conversation.TemplateWordsButton{Kind: b.Kind, Text: b.Text, URL: b.URL})
		}
		templates = append(templates, conversation.ListedTemplate{
			ID: l.ID, Name: l.Name, Language: l.Language, Status: l.Status, Category: l.Category, Words: words,
		})
	}
	return templates, nil
}
