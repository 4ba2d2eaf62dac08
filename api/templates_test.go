package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/internal/fakes/graph"
)

func TestTemplatesOfAnAccount(t *testing.T) {
	t.Parallel()
	meta := whatsAppOfRecipes(t)
	b := setup(t, withChannels)
	admin := b.admin(t)
	inbox := b.providerInbox(t, admin, "whatsapp", "106540352242922", meta.URL()).ID
	_, member := b.user(t, "mia", account.Member)
	list := func(id, query string) []api.ListedTemplate {
		return into[api.ListedTemplateList](t, b.do(t, "GET", "/v1/inboxes/"+id+"/templates"+query, nil, member).want(t, 200)).Items
	}
	require.Len(t, list(inbox, ""), 8, "while none is known the provider is asked")
	found := list(inbox, "?refresh=true")
	require.Len(t, found, 8, "all pages")
	require.Equal(t, "booking_cancelled", found[0].Name)
	require.Equal(t, "Hello {{1}}, booking {{2}} is cancelled. Reply to book again.", *found[0].Body)
	require.Equal(t, "approved", found[0].Status)
	require.Empty(t, list(b.inbox(t).ID, "?refresh=true"), "apps have none")
	meta.Revoke(true)
	b.do(t, "GET", "/v1/inboxes/"+inbox+"/templates?refresh=true", nil, member).problem(t, 503, "unavailable")
	require.Len(t, list(inbox, ""), 8, "what it said last stays")
	b.exec(t, `DELETE FROM templates`)
	require.Empty(t, list(inbox, ""), "a provider that does not answer spoils no list")
	require.NotContains(t, b.log.String(), "CANARY")
}

// What WhatsApp would refuse for everybody is not launched.
func TestCampaignsWhoseTemplateDoesNotFit(t *testing.T) {
	t.Parallel()
	meta := whatsAppOfRecipes(t)
	meta.AddTemplate(graph.WhatsAppTemplate{BusinessID: "102290129340398", Name: "late", Language: "en", Status: "PAUSED"})
	b := setup(t, withChannels)
	admin := b.admin(t)
	inbox := b.providerInbox(t, admin, "whatsapp", "106540352242922", meta.URL()).ID
	launch := func(template string) answer {
		body := fmt.Sprintf(`{"name":"x","inbox_id":%q,"template":{"approved":%s}}`, inbox, template)
		c := into[api.Campaign](t, b.do(t, "POST", "/v1/campaigns", body, admin).want(t, 201))
		return b.do(t, "POST", "/v1/campaigns/"+c.ID+"/launch", nil, admin)
	}
	const fits = `{"name":"thank_you","language":"en","body":[{"text":"{{name}}"}]}`
	for template, reason := range map[string]string{
		`{"name":"thank_you","language":"de","body":[{"text":"{{name}}"}]}`: "is no template of the account: thank_you in de",
		`{"name":"thank_you","language":"en"}`:                              "takes 1 values in its body, and 0 are given",
		`{"name":"late","language":"en"}`:                                   "is not approved: it is paused",
	} {
		p := launch(template).problem(t, 422, "invalid")
		require.Equal(t, []api.FieldError{{Field: "template.approved", Reason: reason}}, p.Errors)
	}
	launch(fits).want(t, 200)
	// What everybody has to know does not come as marketing.
	meta.AddTemplate(graph.WhatsAppTemplate{BusinessID: "102290129340398", Name: "sale", Language: "en", Status: "APPROVED", Category: "MARKETING"})
	sale := fmt.Sprintf(`{"name":"x","inbox_id":%q,"transactional":true,"template":{"approved":{"name":"sale","language":"en"}}}`, inbox)
	drafted := into[api.Campaign](t, b.do(t, "POST", "/v1/campaigns", sale, admin).want(t, 201))
	require.True(t, drafted.Transactional)
	p := b.do(t, "POST", "/v1/campaigns/"+drafted.ID+"/launch", nil, admin).problem(t, 422, "invalid")
	require.Equal(t, "transactional", p.Errors[0].Field)
	launch(`{"name":"sale","language":"en"}`).want(t, 200)
	meta.Revoke(true)
	launch(fits).want(t, 200)
	b.exec(t, `DELETE FROM templates`)
	launch(fits).problem(t, 503, "unavailable")
}
