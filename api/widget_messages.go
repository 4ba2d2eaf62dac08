package api

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/conversation"
)

// widgetPage is how many messages a page of history has.
const widgetPage = 30

// history answers a page of the visitor's thread, oldest message first, and where
// to listen on from. Nobody has read or said anything before the first message.
func (h *widgetHandlers) history(c echo.Context, inbox conversation.Inbox, v conversation.Visitor) error {
	ctx, cancel := limited(c)
	defer cancel()
	var before int64
	if said := c.QueryParam("before"); said != "" {
		var err error
		if before, err = strconv.ParseInt(said, 10, 64); err != nil || before < 0 {
			return invalid(FieldError{Field: "before", Reason: "is no cursor"})
		}
	}
	id, err := h.thread(ctx, inbox, v)
	if err != nil {
		return err
	}
	page, err := h.store.VisitorMessages(ctx, orNone(id), before, widgetPage)
	if err != nil {
		return err
	}
	view := widgetHistory{
		Items: each(page.Messages, widgetMessageView), Cursor: strconv.FormatUint(page.Cursor, 10),
	}
	if len(page.Messages) == widgetPage {
		view.Before = strconv.FormatInt(page.Messages[0].Position, 10)
	}
	return c.JSON(http.StatusOK, view)
}

// orNone is the id of no conversation where there is none.
func orNone(id string) string {
	if id == "" {
		return "00000000-0000-0000-0000-000000000000"
	}
	return id
}

type widgetOutgoing struct {
	// ID is made by the browser and makes sending it again harmless.
	ID   string `json:"id"`
	Text string `json:"text"`
	// Attachments are files that were uploaded before.
	Attachments []widgetFile `json:"attachments"`
	// Page is where the visitor is on the brand's site.
	Page *widgetSite `json:"page"`
}

type widgetSite struct {
	URL   string `json:"url"`
	Title string `json:"title"`
}

type widgetSent struct {
	MessageID string `json:"message_id"`
	Duplicate bool   `json:"duplicate"`
}

// send takes a message; it is answered once the message is durable.
func (h *widgetHandlers) send(c echo.Context, inbox conversation.Inbox, v conversation.Visitor) error {
	ctx, cancel := limited(c)
	defer cancel()
	m, err := readWidget[widgetOutgoing](c)
	if err != nil {
		return err
	}
	who := v.Identity()
	if err := h.limits.message(inbox.ID + string(who.Kind) + who.Value); err != nil {
		return err
	}
	var f fields
	if !conversation.IsUUID(m.ID) {
		f.add("id", "must be a UUID in lower case")
	}
	if strings.TrimSpace(m.Text) == "" && len(m.Attachments) == 0 {
		f.add("text", "is empty, and there are no attachments")
	}
	if utf8.RuneCountInString(m.Text) > widget.MaxText {
		f.add("text", "must have at most "+strconv.Itoa(widget.MaxText)+" characters")
	}
	content := conversation.Content{Referral: m.site(&f)}
	attachments, err := h.attached(ctx, inbox, v, m.Attachments, &f)
	if err != nil {
		return err
	}
	if err := f.err(); err != nil {
		return err
	}
	// A visitor whose thread is a user's is stopped here.
	if _, err := h.thread(ctx, inbox, v); err != nil {
		return err
	}
	message := conversation.Inbound{
		InboxID: inbox.ID, From: conversation.Sender{ID: who.Value, Name: v.Name},
		Identities: []conversation.Identity{who}, ExternalID: m.ID, Text: m.Text, Content: content,
		Attachments: attachments,
	}
	accepted, err := h.ingest.take(ctx, []conversation.Inbound{message})
	if err != nil {
		return err
	}
	a := accepted[0]
	if a.Conflict {
		return messageIDTaken("id")
	}
	return c.JSON(http.StatusAccepted, widgetSent{MessageID: a.MessageID, Duplicate: a.Duplicate})
}

// site is how the visitor came to write: which page they are on, without what its
// address carries along.
func (m widgetOutgoing) site(f *fields) *conversation.Referral {
	if m.Page == nil || m.Page.URL == "" {
		return nil
	}
	const longest = 2000
	if len(m.Page.URL) > longest || len(m.Page.Title) > longest {
		f.add("page", "is too long")
	}
	f.link("page.url", m.Page.URL)
	address, _, _ := strings.Cut(m.Page.URL, "?")
	address, _, _ = strings.Cut(address, "#")
	return &conversation.Referral{Source: "page", URL: address, Headline: m.Page.Title}
}
