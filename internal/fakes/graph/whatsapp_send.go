package graph

import (
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/parleyhq/parley/internal/fakes/exchange"
)

// whatsAppMessages serves POST /{phone number id}/messages.
func (c *call) whatsAppMessages(number Number) {
	if c.text("messaging_product") != "whatsapp" {
		c.fail(http.StatusBadRequest, Failure{Code: 100, Message: "The parameter messaging_product is required."})
		return
	}
	if c.text("status") != "" {
		c.markRead()
		return
	}
	c.Meet(&exchange.Exchange{Writer: c.w, Request: c.r, Closing: c.closing, Take: func(w http.ResponseWriter) {
		inner := *c
		inner.w = w
		inner.takeWhatsApp(number)
	}})
}

func (c *call) markRead() {
	typing, isTyping := c.body["typing_indicator"]
	kind, _ := typing.(map[string]any)
	if c.text("status") != "read" || c.text("message_id") == "" || isTyping && kind["type"] != "text" {
		c.fail(http.StatusBadRequest, Failure{Code: 100, Message: "Invalid parameter"})
		return
	}
	c.mu.Lock()
	c.whatsapp.read = append(c.whatsapp.read, c.text("message_id"))
	c.mu.Unlock()
	c.answer(http.StatusOK, map[string]any{"success": true})
}

// takeWhatsApp judges one message and answers. That the window is closed shows
// only later.
func (c *call) takeWhatsApp(number Number) {
	if f, ok := c.judge(); !ok {
		c.fail(http.StatusBadRequest, f)
		return
	}
	// A number goes before a user id.
	to := c.text("to")
	if to == "" {
		to = c.text("recipient")
	}
	c.mu.Lock()
	user, known := c.whatsapp.people[to]
	if !known {
		user = User{Phone: to}
	}
	now := c.options.Now()
	if f, ok := c.whatsapp.limit(number, user, now); !ok {
		c.mu.Unlock()
		c.fail(http.StatusBadRequest, f)
		return
	}
	last, wrote := c.whatsapp.wrote[[2]string{number.ID, user.key()}]
	open := wrote && now.Sub(last) < 24*time.Hour
	sent := Sent{ID: c.whatsapp.id(), Number: number.ID, To: user, Body: c.body, Callback: c.text("biz_opaque_callback_data")}
	c.whatsapp.sent = append(c.whatsapp.sent, sent)
	c.mu.Unlock()

	c.follow(sent, open || c.text("type") == "template")
	if c.options.Habits.Early {
		_, _ = c.Deliver(c.r.Context())
	}
	contact := map[string]any{"input": to}
	put(contact, "wa_id", user.Phone)
	put(contact, "user_id", user.UserID)
	c.answer(http.StatusOK, map[string]any{
		"messaging_product": "whatsapp", "contacts": []any{contact},
		"messages": []any{map[string]any{"id": sent.ID, "message_status": "accepted"}},
	})
}

// follow reports what becomes of a message.
func (s *Server) follow(m Sent, open bool) {
	if !open {
		s.FailLater(m.ID, Failure{
			Code: 131047, Message: "Re-engagement message",
			Details: "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
		})
		return
	}
	statuses := s.options.Habits.Statuses
	if statuses == nil {
		statuses = []string{"sent", "delivered"}
	}
	for _, status := range statuses {
		s.Status(m.ID, status)
	}
}

// judge checks what the API's description requires of a message.
func (c *call) judge() (Failure, bool) {
	missing := func(what string) (Failure, bool) {
		return Failure{Code: 131008, Message: "Required parameter is missing", Details: what}, false
	}
	wrong := func(what string) (Failure, bool) {
		return Failure{Code: 131009, Message: "Parameter value is not valid", Details: what}, false
	}
	if c.text("to") == "" && c.text("recipient") == "" {
		return missing("to")
	}
	if kind := c.text("recipient_type"); kind != "" && kind != "individual" {
		return wrong("recipient_type")
	}
	kind := c.text("type")
	body, ok := c.body[kind].(map[string]any)
	if !ok {
		return missing(kind)
	}
	switch kind {
	case "text":
		if n := utf8.RuneCountInString(c.text("text", "body")); n == 0 || n > 4096 {
			return wrong("text.body")
		}
	case "image", "video", "document", "audio", "sticker":
		if (c.text(kind, "id") == "") == (c.text(kind, "link") == "") {
			return missing(kind + ".id or link")
		}
		caption, captioned := body["caption"].(string)
		if captioned && (kind == "audio" || kind == "sticker" || utf8.RuneCountInString(caption) > 1024) {
			return wrong(kind + ".caption")
		}
		if id := c.text(kind, "id"); id != "" && !c.hasMedia(id) {
			return Failure{Code: 131053, Message: "Media upload error", Details: "no such media"}, false
		}
	case "reaction":
		if c.text("reaction", "message_id") == "" {
			return missing("reaction.message_id")
		}
	case "template":
		return c.judgeTemplate()
	default:
		return wrong("type")
	}
	return Failure{}, true
}

// judgeTemplate holds a template's values against the template.
func (c *call) judgeTemplate() (Failure, bool) {
	name, language := c.text("template", "name"), c.text("template", "language", "code")
	if name == "" || language == "" {
		return Failure{Code: 131008, Message: "Required parameter is missing", Details: "template"}, false
	}
	c.mu.Lock()
	at := slices.IndexFunc(c.whatsapp.templates, func(t WhatsAppTemplate) bool { return t.Name == name && t.Language == language })
	var template WhatsAppTemplate
	if at >= 0 {
		template = c.whatsapp.templates[at]
	}
	c.mu.Unlock()
	if at < 0 || template.Status != "APPROVED" {
		return Failure{Code: 132001, Message: "Template name does not exist in the translation"}, false
	}
	given := 0
	components, _ := c.body["template"].(map[string]any)["components"].([]any)
	for _, component := range components {
		if fields, ok := component.(map[string]any); ok && fields["type"] == "body" {
			parameters, _ := fields["parameters"].([]any)
			given = len(parameters)
		}
	}
	if given != template.Parameters {
		return Failure{Code: 132000, Message: "Number of parameters does not match the expected number of params"}, false
	}
	return Failure{}, true
}
