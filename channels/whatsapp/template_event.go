package whatsapp

import (
	"strings"

	"github.com/parleyhq/parley/provider"
)

// template decodes Meta's verdict on a template: its status, or its category or
// quality. What is changed stands in the value itself, not in a list.
func (c *changeDecoder) template() {
	v := c.value
	change := &provider.TemplateChange{
		ID: v.Text("message_template_id"), Name: v.Text("message_template_name"), Language: v.Text("message_template_language"),
		Status:   strings.ToLower(v.Text("event")),
		Category: strings.ToLower(v.Text("new_category")),
		Quality:  strings.ToLower(v.Text("new_quality_score")),
		Reason:   v.Object("rejection_info").Text("reason"),
		At:       c.at,
	}
	if change.Reason == "" {
		if reason := v.Text("reason"); reason != "NONE" {
			change.Reason = reason
		}
	}
	if change.ID == "" && change.Name == "" {
		c.skip("template", v)
		return
	}
	c.add(provider.Event{Template: change})
}
