package graph

import (
	"net/http"
	"strconv"
)

// WhatsAppTemplate is a message template of a business account.
type WhatsAppTemplate struct {
	BusinessID string
	Name       string
	Language   string
	Status     string // APPROVED, PENDING, REJECTED, PAUSED
	Category   string
	// Components are as in the API.
	Components []any
	// Parameters is how many values the body takes.
	Parameters int
}

// AddTemplate makes the server know a template.
func (s *Server) AddTemplate(t WhatsAppTemplate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.whatsapp.templates = append(s.whatsapp.templates, t)
}

// JudgeTemplate reports Meta's verdict on a template.
func (s *Server) JudgeTemplate(t WhatsAppTemplate, event, reason string) {
	s.report("whatsapp_business_account", t.BusinessID, "changes", map[string]any{
		"field": "message_template_status_update",
		"value": map[string]any{
			"event": event, "message_template_id": 1689556908129832, "message_template_name": t.Name,
			"message_template_language": t.Language, "reason": reason, "message_template_category": t.Category,
		},
	})
}

// listTemplates serves GET /{business id}/message_templates, two to a page.
func (c *call) listTemplates(business string) {
	const page = 2
	c.mu.Lock()
	var items []any
	for i, t := range c.whatsapp.templates {
		if t.BusinessID == business {
			items = append(items, map[string]any{
				"id": strconv.Itoa(i + 1), "name": t.Name, "language": t.Language, "status": t.Status, "category": t.Category,
				"components": t.Components,
			})
		}
	}
	c.mu.Unlock()
	start, _ := strconv.Atoi(c.r.URL.Query().Get("after"))
	start = min(max(start, 0), len(items))
	end := min(start+page, len(items))
	cursors := map[string]any{}
	if end < len(items) {
		cursors["after"] = strconv.Itoa(end)
	}
	c.answer(http.StatusOK, map[string]any{"data": append([]any{}, items[start:end]...), "paging": map[string]any{"cursors": cursors}})
}
