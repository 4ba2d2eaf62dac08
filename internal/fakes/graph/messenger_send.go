package graph

import (
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/parleyhq/parley/internal/fakes/exchange"
)

// pageMessages serves POST /{page id}/messages.
func (c *call) pageMessages(p *Page) {
	if action := c.text("sender_action"); action != "" {
		c.show(p, action)
		return
	}
	c.Meet(&exchange.Exchange{Writer: c.w, Request: c.r, Closing: c.closing, Take: func(w http.ResponseWriter) {
		inner := *c
		inner.w = w
		inner.takeMessenger(p)
	}})
}

// show serves typing and read marks.
func (c *call) show(p *Page, action string) {
	to := c.text("recipient", "id")
	_, withMessage := c.body["message"]
	if withMessage || !slices.Contains([]string{"typing_on", "typing_off", "mark_seen"}, action) {
		c.fail(http.StatusBadRequest, Failure{Code: 100, Message: "Invalid parameter"})
		return
	}
	c.mu.Lock()
	_, known := p.people[to]
	if known {
		p.actions = append(p.actions, action+":"+to)
	}
	c.mu.Unlock()
	if !known {
		c.fail(http.StatusBadRequest, Failure{Code: 100, Subcode: 2018001, Message: "No matching user found"})
		return
	}
	c.answer(http.StatusOK, map[string]any{"recipient_id": to})
}

// takeMessenger judges one message and answers.
func (c *call) takeMessenger(p *Page) {
	to := c.text("recipient", "id")
	f, ok := c.judgeMessenger()
	if ok {
		f, ok = c.mayReach(p, to)
	}
	if !ok {
		c.fail(http.StatusBadRequest, f)
		return
	}
	c.mu.Lock()
	sent := PageMessage{ID: c.messenger.id("m_FAKE"), To: to, Body: c.body}
	p.sent = append(p.sent, sent)
	c.mu.Unlock()

	p.follow(sent)
	if c.options.Habits.Early {
		_, _ = c.Deliver(c.r.Context())
	}
	c.answer(http.StatusOK, map[string]any{"recipient_id": to, "message_id": sent.ID})
}

// follow reports what becomes of a message: its echo, and that it arrived.
func (p *Page) follow(m PageMessage) {
	message, _ := m.Body["message"].(map[string]any)
	echo := map[string]any{"mid": m.ID, "is_echo": true}
	// An app's id comes as a number.
	app, _ := strconv.Atoi(p.AppID)
	echo["app_id"] = app
	for _, key := range []string{"text", "metadata"} {
		if value, ok := message[key].(string); ok && value != "" {
			echo[key] = value
		}
	}
	if attachment, ok := message["attachment"].(map[string]any); ok {
		payload, _ := attachment["payload"].(map[string]any)
		url, _ := payload["url"].(string)
		if id, ok := payload["attachment_id"].(string); ok {
			url = p.server.address(id)
		}
		echo["attachments"] = []any{map[string]any{"type": attachment["type"], "payload": map[string]any{"url": url}}}
	}
	p.fromPage(m.To, echo)
	statuses := p.server.options.Habits.Statuses
	if statuses == nil {
		statuses = []string{"delivered"}
	}
	for _, status := range statuses {
		switch status {
		case "delivered":
			p.Delivered(m.To, m.ID)
		case "read":
			p.Read(m.To)
		}
	}
}

// judgeMessenger checks what the Send API's description requires of a message.
func (c *call) judgeMessenger() (Failure, bool) {
	wrong := func(what string) (Failure, bool) {
		return Failure{Code: 100, Message: "Invalid parameter: " + what}, false
	}
	switch kind, tag := c.text("messaging_type"), c.text("tag"); {
	case kind == "MESSAGE_TAG" && tag != "HUMAN_AGENT":
		return Failure{Code: 100, Subcode: 1893061, Message: "Invalid parameter"}, false
	case kind != "MESSAGE_TAG" && tag != "":
		return wrong("tag")
	case !slices.Contains([]string{"RESPONSE", "UPDATE", "MESSAGE_TAG"}, kind):
		return wrong("messaging_type")
	}
	message, _ := c.body["message"].(map[string]any)
	_, hasText := message["text"]
	attachment, hasAttachment := message["attachment"].(map[string]any)
	if hasText == hasAttachment {
		return wrong("message: text or attachment")
	}
	if n := utf8.RuneCountInString(c.text("message", "text")); hasText && (n == 0 || n > 2000) {
		return wrong("message[text] must be UTF-8 and at most 2000 characters")
	}
	if len(c.text("message", "metadata")) > 1000 {
		return wrong("message[metadata]")
	}
	if hasAttachment {
		return c.judgeAttachment(attachment)
	}
	return Failure{}, true
}

func (c *call) judgeAttachment(attachment map[string]any) (Failure, bool) {
	kind, _ := attachment["type"].(string)
	id, url := c.text("message", "attachment", "payload", "attachment_id"), c.text("message", "attachment", "payload", "url")
	if !slices.Contains([]string{"image", "audio", "video", "file"}, kind) || (id == "") == (url == "") {
		return Failure{Code: 100, Message: "Invalid parameter: message[attachment]"}, false
	}
	c.mu.Lock()
	f, known := c.messenger.files[id]
	c.mu.Unlock()
	if id != "" && (!known || f.kind != kind) {
		return Failure{Code: 100, Subcode: 2018074, Message: "Invalid attachment ID"}, false
	}
	return Failure{}, true
}

// mayReach holds a message to the window: 24 hours after the person's last deed,
// seven days for people.
func (c *call) mayReach(p *Page, to string) (Failure, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	who, known := p.people[to]
	if !known {
		return Failure{Code: 100, Subcode: 2018001, Message: "No matching user found"}, false
	}
	if who.Away {
		return Failure{Code: 551, Subcode: 1545041, Message: "This person isn't available right now."}, false
	}
	const day = 24 * time.Hour
	since := c.options.Now().Sub(who.wrote)
	tagged := c.text("tag") == "HUMAN_AGENT"
	if tagged && p.WithoutHumanAgent {
		return Failure{Code: 10, Message: "Application does not have permission for this action"}, false
	}
	if since < day || tagged && since < 7*day {
		return Failure{}, true
	}
	return Failure{Code: 10, Subcode: 2018278, Message: "This message is sent outside of allowed window."}, false
}
