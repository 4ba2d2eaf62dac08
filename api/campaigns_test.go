package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// draft creates a campaign of a webhook inbox.
func (b *bundle) draft(t *testing.T, who header) api.Campaign {
	t.Helper()
	return into[api.Campaign](t, b.do(t, "POST", "/v1/campaigns", fmt.Sprintf(
		`{"name":"Gates","labels":["flights"],"inbox_id":%q,"template":{"text":"Hello {{name}}, gate {{gate}}."}}`, b.inbox(t).ID), who).want(t, 201))
}

// launched is a campaign that runs.
func (b *bundle) launched(t *testing.T, who header) string {
	t.Helper()
	id := b.draft(t, who).ID
	b.do(t, "POST", "/v1/campaigns/"+id+"/launch", nil, who).want(t, 200)
	return id
}

func (b *bundle) readCampaign(t *testing.T, id string, who header) api.Campaign {
	t.Helper()
	return into[api.Campaign](t, b.do(t, "GET", "/v1/campaigns/"+id, nil, who).want(t, 200))
}

func TestACampaignFromItsCreatorToItsApprover(t *testing.T) {
	t.Parallel()
	b := setup(t)
	creator, creating := b.user(t, "carla", account.Creator)
	approver, approving := b.user(t, "amir", account.Approver)
	_, both := b.user(t, "zoe", account.Creator, account.Approver)
	draft := b.draft(t, creating)
	require.Equal(t, creator.ID, *draft.EditedBy)
	require.Equal(t, []string{"name", "gate"}, draft.Parameters)
	path := "/v1/campaigns/" + draft.ID

	edit := `{"name":"Gate changes","template":{"text":"Gate {{gate}}, {{name}}."},"version":%d}`
	edited := into[api.Campaign](t, b.do(t, "PUT", path, fmt.Sprintf(edit, draft.Version), both).want(t, 200))
	require.Equal(t, "Gate changes", edited.Name)
	stale := b.do(t, "PUT", path, fmt.Sprintf(edit, draft.Version), creating).problem(t, 409, "stale")
	require.Equal(t, edited.Version, stale.Version)

	b.do(t, "POST", path+"/launch", nil, creating).problem(t, 403, "forbidden")
	b.do(t, "POST", path+"/launch", nil, both).problem(t, 403, "own-edit")
	b.do(t, "POST", path+"/pause", nil, approving).problem(t, 409, "wrong-state")
	running := into[api.Campaign](t, b.do(t, "POST", path+"/launch", nil, approving).want(t, 200))
	require.Equal(t, api.CampaignStatusRunning, running.Status)
	require.Equal(t, approver.ID, *running.LaunchedBy)
	require.Equal(t, []string{"campaign " + draft.ID}, b.jobs.heard(), "its workflow has a look")
	b.do(t, "PUT", path, fmt.Sprintf(edit, running.Version), creating).problem(t, 409, "wrong-state")

	b.do(t, "POST", path+"/pause", nil, approving).want(t, 200)
	b.do(t, "POST", path+"/resume", nil, approving).want(t, 200)
	require.Len(t, b.jobs.heard(), 2, "a pause needs no look")
	b.do(t, "POST", path+"/archive", nil, approving).problem(t, 409, "wrong-state")
	b.do(t, "POST", path+"/cancel", nil, approving).want(t, 200)
	b.do(t, "POST", path+"/archive", nil, approving).want(t, 200)
	list := func(query string) []api.Campaign {
		return into[api.CampaignList](t, b.do(t, "GET", "/v1/campaigns"+query, nil, approving).want(t, 200)).Items
	}
	require.Empty(t, list(""))
	require.Len(t, list("?archived=true&q=gate&label=&status=cancelled"), 1)
	b.do(t, "GET", "/v1/campaigns/"+uuid.NewString(), nil, approving).problem(t, 404, "not-found")
}

func TestCampaignsThatCannotBe(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	inbox := b.inbox(t).ID
	for body, field := range map[string]string{
		`{"name":" ","inbox_id":"` + inbox + `","template":{"text":"x"}}`:                                         "name",
		`{"name":"x","inbox_id":"` + uuid.NewString() + `","template":{"text":"x"}}`:                              "inbox_id",
		`{"name":"x","inbox_id":"nothing","template":{"text":"x"}}`:                                               "inbox_id",
		`{"name":"x","inbox_id":"` + inbox + `","template":{}}`:                                                   "template.text",
		`{"name":"x","inbox_id":"` + inbox + `","template":{"approved":{"name":"t","language":"en"},"text":"x"}}`: "template.approved",
		`{"name":"x","inbox_id":"` + inbox + `","template":{"text":"{{to}}"}}`:                                    "template",
	} {
		require.Equal(t, field, b.do(t, "POST", "/v1/campaigns", body, admin).problem(t, 422, "invalid").Errors[0].Field, body)
	}
}

func TestSingleMessages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	service := b.apiKey(t, account.ScopeSend)
	draft := b.draft(t, admin).ID
	b.do(t, "POST", "/v1/campaigns/"+draft+"/messages", `{"to":{"id":"asha"},"parameters":{"name":"A","gate":"1"}}`, service).
		problem(t, 409, "wrong-state")
	path := "/v1/campaigns/" + b.launched(t, admin) + "/messages"
	body := `{"to":{"id":"asha"},"name":"Asha Rao","parameters":{"name":"Asha","gate":"B42"},"send_at":"2126-03-01T07:30:00+01:00"}`
	first := into[api.CampaignMessageAccepted](t, b.do(t, "POST", path, body, service, key("k")).want(t, 202))
	again := into[api.CampaignMessageAccepted](t, b.do(t, "POST", path, body, service, key("k")).want(t, 202))
	require.Equal(t, first, again)
	// Also where the first response was never kept.
	b.exec(t, `DELETE FROM idempotency_keys`)
	require.Equal(t, first, into[api.CampaignMessageAccepted](t, b.do(t, "POST", path, body, service, key("k")).want(t, 202)))
	b.exec(t, `DELETE FROM idempotency_keys`)
	b.do(t, "POST", path, strings.Replace(body, "B42", "B43", 1), service, key("k")).problem(t, 422, "message-id-taken")

	list := into[api.CampaignMessageList](t, b.do(t, "GET", path, nil, service).want(t, 200)).Items
	require.Len(t, list, 1)
	require.Equal(t, first.ID, list[0].ID)
	require.Equal(t, api.CampaignMessageState("queued"), list[0].State)
	require.Equal(t, "Asha Rao", list[0].Contact.Name)
	require.Equal(t, "asha", *list[0].Address)
	require.Nil(t, list[0].ConversationID)

	for body, field := range map[string]string{
		`{"to":{},"parameters":{"name":"A","gate":"1"}}`:                                        "to",
		`{"to":{"id":"x","phone":"+4917012345"},"parameters":{"name":"A","gate":"1"}}`:          "to",
		`{"to":{"phone":"+4917012345"},"parameters":{"name":"A","gate":"1"}}`:                   "to.phone",
		`{"to":{"contact_id":"x"},"parameters":{"name":"A","gate":"1"}}`:                        "to.contact_id",
		`{"to":{"contact_id":"` + uuid.NewString() + `"},"parameters":{"name":"A","gate":"1"}}`: "to",
		`{"to":{"id":"x"},"parameters":{"name":"A"}}`:                                           "parameters.gate",
		`{"to":{"id":"x"},"parameters":{"name":"A","gate":"1","x":"1"}}`:                        "parameters.x",
	} {
		require.Equal(t, field, b.do(t, "POST", path, body, service).problem(t, 422, "invalid").Errors[0].Field, body)
	}

	cancelled := into[api.CampaignMessage](t, b.do(t, "DELETE", path+"/"+first.ID, nil, service).want(t, 200))
	require.Equal(t, api.CampaignMessageState("cancelled"), cancelled.State)
	b.do(t, "DELETE", path+"/"+uuid.NewString(), nil, service).problem(t, 404, "not-found")
	b.do(t, "DELETE", path+"/x", nil, service).problem(t, 404, "not-found")

	contact := "/v1/contacts/" + list[0].Contact.ID + "/opt-out"
	out := into[api.Consent](t, b.do(t, "PUT", contact, `{"opted_out":true}`, service).want(t, 200))
	require.NotNil(t, out.OptedOutAt)
	refused := b.do(t, "POST", path, `{"to":{"contact_id":"`+list[0].Contact.ID+`"},"parameters":{"name":"A","gate":"1"}}`, service).problem(t, 422, "invalid")
	require.Equal(t, "wants no messages of campaigns", refused.Errors[0].Reason)
	require.Nil(t, into[api.Consent](t, b.do(t, "PUT", contact, `{"opted_out":false}`, service).want(t, 200)).OptedOutAt)
	b.do(t, "PUT", "/v1/contacts/"+uuid.NewString()+"/opt-out", `{"opted_out":true}`, service).problem(t, 404, "not-found")
}

func TestAFileOfRecipients(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, creating := b.user(t, "carla", account.Creator)
	_, approving := b.user(t, "amir", account.Approver)
	id := b.draft(t, creating).ID
	upload := func(query, file string, who header) answer {
		return b.do(t, "POST", "/v1/campaigns/"+id+"/recipients"+query, file, who, header{"Content-Type", "text/csv"})
	}
	file := "to,name,gate\nasha,Asha,B1\nasha,Again,B1\nbela,,B2\ncem,Cem,B3\n"
	want := api.RecipientReport{DryRun: true, Rows: 4, Accepted: 2, Duplicates: 1, Rejected: 1}
	to, name := "to", "name"
	want.Problems = []api.RecipientProblem{
		{Line: 3, Verdict: "duplicate", Field: &to, Reason: "stands in line 2 already"},
		{Line: 4, Verdict: "invalid", Field: &name, Reason: "is missing"},
	}
	require.ElementsMatch(t, want.Problems, into[api.RecipientReport](t, upload("?dry_run=true", file, creating).want(t, 200)).Problems)
	require.Zero(t, b.readCampaign(t, id, creating).Counts.Total)
	taken := into[api.RecipientReport](t, upload("", file, creating).want(t, 200))
	require.Equal(t, 2, taken.Accepted)
	require.Equal(t, 2, b.readCampaign(t, id, creating).Counts.Queued)
	repeated := into[api.RecipientReport](t, upload("", file, creating).want(t, 200))
	require.Equal(t, [2]int{0, 3}, [2]int{repeated.Accepted, repeated.Duplicates}, "uploaded again, nobody gets it twice")

	later := b.draft(t, creating).ID
	b.do(t, "POST", "/v1/campaigns/"+later+"/recipients?send_at=2036-03-01T07:30:00Z",
		"to,name,gate,send_at\nzoe,Z,1,\nyan,Y,1,2036-04-01T00:00:00Z\n", creating, header{"Content-Type", "text/csv"}).want(t, 200)
	waiting := into[api.CampaignMessageList](t, b.do(t, "GET", "/v1/campaigns/"+later+"/messages", nil, creating).want(t, 200)).Items
	require.Equal(t, "2036-03-01T07:30:00Z", waiting[0].SendAt.Format(time.RFC3339), "for rows that do not say when")
	require.Equal(t, "2036-04-01T00:00:00Z", waiting[1].SendAt.Format(time.RFC3339))

	upload("", "who,gate\nx,1", creating).problem(t, 422, "invalid")
	cut := upload("", "to,name,gate\ndana,D,1\neve,\"E", creating).problem(t, 422, "invalid")
	require.Contains(t, cut.Detail, "1 recipients before it are kept")
	upload("", "", creating).problem(t, 422, "invalid")
	upload("", file, approving).problem(t, 403, "forbidden")
	b.do(t, "POST", "/v1/campaigns/"+id+"/recipients", `{}`, creating).problem(t, 415, "unsupported-media-type")

	b.do(t, "POST", "/v1/campaigns/"+id+"/launch", nil, approving).want(t, 200)
	require.Contains(t, upload("", file, creating).problem(t, 403, "forbidden").Detail, "launched")
	_, admin := b.user(t, "boss", account.Admin)
	require.Equal(t, 1, into[api.RecipientReport](t, upload("", "to,name,gate\nfay,F,1\n", admin).want(t, 200)).Accepted)
	page := into[api.CampaignMessageList](t, b.do(t, "GET", "/v1/campaigns/"+id+"/messages?limit=3", nil, approving).want(t, 200))
	require.Len(t, page.Items, 3)
	rest := into[api.CampaignMessageList](t, b.do(t, "GET", "/v1/campaigns/"+id+"/messages?limit=3&cursor="+*page.NextCursor, nil, approving).want(t, 200))
	require.Len(t, rest.Items, 1)
	require.Nil(t, rest.NextCursor)
	require.NotContains(t, b.log.String(), "asha", "nobody's id is in the log")
}

// More rows than one piece holds go through.
func TestALargeFileOfRecipients(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	id := b.draft(t, admin).ID
	var file strings.Builder
	file.WriteString("to,name,gate\n")
	const rows = 2_500
	for i := range rows {
		fmt.Fprintf(&file, "user-%d,Somebody,B%d\n", i, i)
	}
	report := into[api.RecipientReport](t, b.do(t, "POST", "/v1/campaigns/"+id+"/recipients", file.String(), admin, header{"Content-Type", "text/csv"}).want(t, 200))
	require.Equal(t, api.RecipientReport{Rows: rows, Accepted: rows, Problems: []api.RecipientProblem{}}, report)
	require.Equal(t, rows, b.readCampaign(t, id, admin).Counts.Total)
}

// The engine being away stops nobody: what is stored is looked for.
func TestACampaignWithoutItsEngine(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	b.jobs.err = fmt.Errorf("away")
	path := "/v1/campaigns/" + b.launched(t, admin) + "/messages"
	b.do(t, "POST", path, `{"to":{"id":"asha"},"parameters":{"name":"Asha","gate":"B42"}}`, admin).want(t, 202)
	b.exec(t, `UPDATE campaign_messages SET due_at = now() - interval '1 minute'`)
	pending, err := b.store.Pending(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, pending.Campaigns, 1)
}
