package api

import (
	"context"
	"log/slog"
	"slices"
	"strings"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// Templates is where message templates of providers are kept.
type Templates interface {
	SaveTemplates(ctx context.Context, inboxID string, listed []conversation.ListedTemplate) error
	Templates(ctx context.Context, inboxID string) ([]conversation.ListedTemplate, error)
}

type templateHandlers struct {
	templates Templates
	inboxes   Inboxes
	channels  map[conversation.Channel]Channel
	log       *slog.Logger
}

// ListTemplates lists the templates of an inbox, asked of its provider anew if
// wanted.
func (h templateHandlers) ListTemplates(ctx context.Context, r ListTemplatesRequestObject) (ListTemplatesResponseObject, error) {
	inbox, err := h.inboxes.GetInbox(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if r.Params.Refresh {
		if err := h.refresh(ctx, inbox); err != nil {
			return nil, away(err, "The provider cannot be asked about its templates now, or does not take the account's token.")
		}
	}
	found, err := h.templates.Templates(ctx, inbox.ID)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 && !r.Params.Refresh {
		found = h.first(ctx, inbox)
	}
	return ListTemplates200JSONResponse{Items: each(found, listedTemplateView)}, nil
}

// first asks the provider of an account of which no template is known: nobody has
// to ask for that. Where it does not answer there are none.
func (h templateHandlers) first(ctx context.Context, inbox conversation.Inbox) []conversation.ListedTemplate {
	if err := h.refresh(ctx, inbox); err != nil {
		h.log.WarnContext(ctx, "templates not asked for", "inbox", inbox.ID, "error", err)
		return nil
	}
	found, err := h.templates.Templates(ctx, inbox.ID)
	if err != nil {
		h.log.WarnContext(ctx, "templates not read", "inbox", inbox.ID, "error", err)
	}
	return found
}

// refresh asks the provider; a channel without templates has none.
func (h templateHandlers) refresh(ctx context.Context, inbox conversation.Inbox) error {
	lister, ok := h.channels[inbox.Channel].(channels.TemplateLister)
	if !ok {
		return nil
	}
	listed, err := lister.Templates(ctx, inbox)
	if err != nil {
		return err
	}
	return h.templates.SaveTemplates(ctx, inbox.ID, listed)
}

// fits refuses to launch a campaign whose template the provider would refuse for
// everybody. What the provider says now counts; where it cannot be asked, what it
// said last.
func (h templateHandlers) fits(ctx context.Context, c campaign.Campaign) error {
	if c.Template.Approved == nil {
		return nil
	}
	inbox, err := h.inboxes.GetInbox(ctx, c.InboxID)
	if err != nil {
		return err
	}
	unasked := h.refresh(ctx, inbox)
	if unasked != nil {
		h.log.WarnContext(ctx, "templates not asked for", "inbox", inbox.ID, "error", unasked)
	}
	known, err := h.templates.Templates(ctx, inbox.ID)
	if err != nil {
		return err
	}
	wanted := *c.Template.Approved
	at := slices.IndexFunc(known, func(t conversation.ListedTemplate) bool {
		return t.Name == wanted.Name && t.Language == wanted.Language
	})
	switch {
	case at < 0 && unasked != nil:
		return away(unasked, "The provider cannot be asked about the template now.")
	case at < 0:
		return invalid(FieldError{Field: "template.approved", Reason: "is no template of the account: " + wanted.Name + " in " + wanted.Language})
	}
	if problem := known[at].Fits(wanted); problem != "" {
		return invalid(FieldError{Field: "template.approved", Reason: problem})
	}
	if c.Transactional && strings.EqualFold(known[at].Category, "marketing") {
		return invalid(FieldError{Field: "transactional", Reason: "is not possible with this template, which WhatsApp keeps as marketing"})
	}
	return nil
}

func listedTemplateView(t conversation.ListedTemplate) ListedTemplate {
	view := ListedTemplate{
		Name: t.Name, Language: t.Language, Status: t.Status, Category: orNull(t.Category),
		HeaderFormat: orNull(t.Words.HeaderFormat), Header: orNull(t.Words.Header), Body: orNull(t.Words.Body),
		Footer: orNull(t.Words.Footer), Buttons: []ListedTemplateButton{},
	}
	for _, b := range t.Words.Buttons {
		view.Buttons = append(view.Buttons, ListedTemplateButton{Kind: b.Kind, Text: orNull(b.Text), URL: orNull(b.URL)})
	}
	return view
}
