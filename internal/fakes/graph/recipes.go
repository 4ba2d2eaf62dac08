package graph

import "strings"

// RecipeTemplates are the templates that docs/recipes.md names, approved for a
// business account: the page's requests run against a server that knows them.
func RecipeTemplates(business string) []WhatsAppTemplate {
	templates := []WhatsAppTemplate{
		{Name: "booking_confirmed", Components: body("Hello {{1}}, your booking {{2}} is confirmed: {{3}}.")},
		{Name: "refund_issued", Components: body("Hello {{1}}, we have refunded {{2}} for booking {{3}}.")},
		{Name: "booking_cancelled", Components: body("Hello {{1}}, booking {{2}} is cancelled. Reply to book again.")},
		{Name: "flight_reminder", Components: body("{{1}}, your flight {{2}} leaves at {{3}}.")},
		{Name: "gate_change", Components: body("Flight {{1}} now leaves from gate {{2}}.")},
		{Name: "order_on_its_way", Components: body("{{1}} brings your order {{2}} at about {{3}}.")},
		{Name: "thank_you", Components: body("Thank you, {{1}}! How was it?")},
		{Name: "premium_offer", Category: "MARKETING", Components: body("{{1}}, you have seen {{2}}. Premium has the next part.")},
	}
	for i := range templates {
		t := &templates[i]
		t.BusinessID, t.Language, t.Status = business, "en", "APPROVED"
		if t.Category == "" {
			t.Category = "UTILITY"
		}
		t.Parameters = strings.Count(t.Components[0].(map[string]any)["text"].(string), "{{")
	}
	return templates
}

func body(words string) []any {
	return []any{map[string]any{"type": "BODY", "text": words}}
}
