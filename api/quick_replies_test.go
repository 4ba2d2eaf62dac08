package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

const alwaysReply = `{"name":"Always","text":"We have got your message.","when":{"always":true}}`

func TestQuickReplies(t *testing.T) {
	t.Parallel()
	b := setup(t)
	boss, admin := b.user(t, "boss", account.Admin)
	created := into[api.QuickReply](t, b.do(t, "POST", "/v1/quick-replies", `{"name":"Night","text":"We sleep.",
		"when":{"zone":"Asia/Kolkata","weekly":[{"day":"saturday","from":"20:00","to":"08:00"}],"from":"2026-01-01","until":"2027-01-01"}}`, admin).want(t, 201))
	require.Equal(t, api.FAQStatusDraft, created.Status)
	require.Equal(t, boss.ID, *created.EditedBy)
	require.Equal(t, api.When{
		Zone: "Asia/Kolkata", Weekly: []api.Interval{{Day: "saturday", From: "20:00", To: "08:00"}},
		From: "2026-01-01", Until: "2027-01-01",
	}, created.When)
	path := "/v1/quick-replies/" + created.ID
	require.Equal(t, created.When, into[api.QuickReply](t, b.do(t, "GET", path, nil, admin).want(t, 200)).When)

	changed := into[api.QuickReply](t, b.do(t, "PUT", path, fmt.Sprintf(
		`{"name":"Night","text":"Good night.","when":{"always":true},"version":%d}`, created.Version), admin).want(t, 200))
	require.Equal(t, "Good night.", changed.Text)
	require.True(t, changed.State.On)
	require.Nil(t, changed.State.Until)
	p := b.do(t, "PUT", path, fmt.Sprintf(`{"name":"Night","text":"Old.","when":{"always":true},"version":%d}`, created.Version), admin).problem(t, 409, "stale")
	require.Equal(t, changed.Version, p.Version)

	active := into[api.QuickReply](t, b.do(t, "POST", path+"/activate", nil, admin).want(t, 200))
	require.Equal(t, api.FAQStatusActive, active.Status)
	clone := into[api.QuickReply](t, b.do(t, "POST", path+"/clone", nil, admin).want(t, 201))
	require.Equal(t, api.FAQStatusDraft, clone.Status)
	require.Greater(t, clone.Position, active.Position)
	require.Equal(t, api.FAQStatusArchived, into[api.QuickReply](t, b.do(t, "POST", path+"/archive", nil, admin).want(t, 200)).Status)
	b.do(t, "POST", path+"/activate", nil, admin).problem(t, 409, "archived")
	require.Equal(t, api.FAQStatusDraft, into[api.QuickReply](t, b.do(t, "POST", path+"/restore", nil, admin).want(t, 200)).Status)

	require.Len(t, into[api.QuickReplyList](t, b.do(t, "GET", "/v1/quick-replies", nil, admin).want(t, 200)).Items, 2)
	require.Empty(t, into[api.QuickReplyList](t, b.do(t, "GET", "/v1/quick-replies?status=active", nil, admin).want(t, 200)).Items)
	for _, action := range []string{"/archive", "/restore", "/activate", "/clone"} {
		b.do(t, "POST", "/v1/quick-replies/"+nobody+action, nil, admin).problem(t, 404, "not-found")
	}
	b.do(t, "PUT", "/v1/quick-replies/"+nobody, alwaysReply, admin).problem(t, 404, "not-found")
}

func TestQuickReplyOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	var ids []string
	for range 3 {
		ids = append(ids, into[api.QuickReply](t, b.do(t, "POST", "/v1/quick-replies", alwaysReply, admin).want(t, 201)).ID)
	}
	order := func(ids ...string) answer {
		return b.do(t, "PUT", "/v1/quick-replies/order", map[string][]string{"ids": ids}, admin)
	}
	var got []string
	for _, q := range into[api.QuickReplyList](t, order(ids[2], ids[0], ids[1]).want(t, 200)).Items {
		got = append(got, q.ID)
	}
	require.Equal(t, []string{ids[2], ids[0], ids[1]}, got)
	order(ids[2], ids[0]).problem(t, 409, "stale")
	order(ids[2], ids[0], nobody).problem(t, 409, "stale")
	require.Equal(t, "ids[1]", order(ids[0], "x").problem(t, 422, "invalid").Errors[0].Field)
	order(ids[0], ids[0]).problem(t, 422, "invalid")
}

// Four eyes hold for quick replies as for FAQs.
func TestQuickReplyRoles(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, creator := b.user(t, "writer", account.Creator)
	_, both := b.user(t, "both", account.Creator, account.Approver)
	wanted := strings.Replace(alwaysReply, `"name"`, `"status":"active","name"`, 1)
	draft := into[api.QuickReply](t, b.do(t, "POST", "/v1/quick-replies", wanted, both).want(t, 201))
	require.Equal(t, api.FAQStatusDraft, draft.Status)
	path := "/v1/quick-replies/" + draft.ID
	b.do(t, "POST", path+"/activate", nil, both).problem(t, 403, "own-edit")
	b.do(t, "PUT", path, alwaysReply, creator).want(t, 200)
	b.do(t, "POST", path+"/activate", nil, both).want(t, 200)
	b.do(t, "PUT", path, alwaysReply, creator).problem(t, 403, "forbidden")
	b.do(t, "PUT", path, alwaysReply, admin).want(t, 200)
}

// What cannot be a schedule is refused by its field.
func TestBadQuickReplies(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	interval := `{"day":"monday","from":"09:00","to":"17:00"}`
	for when, field := range map[string]string{
		`{}`:               "when.weekly",
		`{"always":false}`: "when.weekly",
		`{"always":true,"weekly":[` + interval + `],"zone":"UTC"}`:                       "when.always",
		`{"weekly":[` + interval + `]}`:                                                  "when.zone",
		`{"weekly":[` + interval + `],"zone":"Europe/Atlantis"}`:                         "when.zone",
		`{"weekly":[` + interval + `],"zone":"Local"}`:                                   "when.zone",
		`{"weekly":[` + interval + `],"zone":"../../etc/passwd"}`:                        "when.zone",
		`{"weekly":[{"day":"someday","from":"09:00","to":"17:00"}],"zone":"UTC"}`:        "when.weekly[0].day",
		`{"weekly":[{"day":"monday","from":"9:00","to":"17:00"}],"zone":"UTC"}`:          "when.weekly[0].from",
		`{"weekly":[{"day":"monday","from":"24:00","to":"17:00"}],"zone":"UTC"}`:         "when.weekly[0].from",
		`{"weekly":[{"day":"monday","from":"09:00","to":"24:01"}],"zone":"UTC"}`:         "when.weekly[0].to",
		`{"weekly":[{"day":"monday","from":"09:00"}],"zone":"UTC"}`:                      "when.weekly[0].to",
		`{"weekly":[{"day":"monday","from":540,"to":"17:00"}],"zone":"UTC"}`:             "when.weekly[0].from",
		`{"always":true,"from":"2026-02-30","zone":"UTC"}`:                               "when.from",
		`{"always":true,"from":"2026-03-01","until":"2026-02-01","zone":"UTC"}`:          "when.until",
		`{"always":true,"until":"2026-02-01"}`:                                           "when.zone",
		`{"outside_hours_of":"` + nobody + `"}`:                                          "when.outside_hours_of",
		`{"outside_hours_of":"no id"}`:                                                   "when.outside_hours_of",
		`{"weekly":[` + strings.Repeat(interval+",", 150) + interval + `],"zone":"UTC"}`: "when.weekly",
		`{"weekly":[` + strings.Repeat(interval+",", 300) + interval + `],"zone":"UTC"}`: "when.weekly",
		`{"cron":"* * * * *"}`: "when.cron",
		`[]`:                   "when",
		`{"weekly":[{"day":"monday","from":"09:00","to":"17:00","zone":"UTC"}],"zone":"UTC"}`: "when.weekly[0].zone",
	} {
		p := b.do(t, "POST", "/v1/quick-replies", `{"name":"N","text":"T","when":`+when+`}`, admin).problem(t, 422, "invalid")
		var named []string
		for _, e := range p.Errors {
			named = append(named, e.Field)
		}
		require.Contains(t, named, field, when)
	}
	for body, field := range map[string]string{
		`{"text":"T","when":{"always":true}}`:                                            "name",
		`{"name":" ","text":"T","when":{"always":true}}`:                                 "name",
		`{"name":"` + strings.Repeat("n", 101) + `","text":"T","when":{"always":true}}`:  "name",
		`{"name":"N","text":"\n","when":{"always":true}}`:                                "text",
		`{"name":"N","text":"` + strings.Repeat("t", 4097) + `","when":{"always":true}}`: "text",
		`{"name":"N","text":"T"}`:                                                        "when",
	} {
		p := b.do(t, "POST", "/v1/quick-replies", body, admin).problem(t, 422, "invalid")
		require.Equal(t, field, p.Errors[0].Field, body)
	}
	require.Empty(t, into[api.QuickReplyList](t, b.do(t, "GET", "/v1/quick-replies", nil, admin).want(t, 200)).Items)
}

// The night on which the clocks of Berlin are put forward has five hours less one.
func TestQuickReplyPreview(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, member := b.user(t, "asha", account.Member)
	preview := func(when, from, until string) answer {
		return b.do(t, "POST", "/v1/quick-replies/preview", fmt.Sprintf(`{"when":%s,"from":%q,"until":%q}`, when, from, until), member)
	}
	sundays := `{"zone":"Europe/Berlin","weekly":[{"day":"sunday","from":"00:00","to":"05:00"}]}`
	found := into[api.PeriodList](t, preview(sundays, "2026-03-22T12:00:00Z", "2026-04-06T00:00:00Z").want(t, 200))
	require.True(t, found.Complete)
	require.Len(t, found.Items, 2)
	require.Equal(t, 4*time.Hour, found.Items[0].End.Sub(*found.Items[0].Start))
	require.Equal(t, 5*time.Hour, found.Items[1].End.Sub(*found.Items[1].Start))

	always := into[api.PeriodList](t, preview(`{"always":true}`, "2026-03-22T12:00:00Z", "2026-04-06T00:00:00Z").want(t, 200))
	require.Equal(t, []api.Period{{}}, always.Items)
	var hourly []string
	for _, day := range []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"} {
		hourly = append(hourly, fmt.Sprintf(`{"day":%q,"from":"01:00","to":"02:00"},{"day":%q,"from":"03:00","to":"04:00"}`, day, day))
	}
	many := into[api.PeriodList](t, preview(`{"zone":"UTC","weekly":[`+strings.Join(hourly, ",")+`]}`, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z").want(t, 200))
	require.False(t, many.Complete)
	require.Len(t, many.Items, 400)

	require.Equal(t, "until", preview(sundays, "2026-03-22T12:00:00Z", "2026-03-22T12:00:00Z").problem(t, 422, "invalid").Errors[0].Field)
	require.Equal(t, "until", preview(sundays, "2026-03-22T12:00:00Z", "2036-03-22T12:00:00Z").problem(t, 422, "invalid").Errors[0].Field)
	require.Equal(t, "when.outside_hours_of", preview(`{"outside_hours_of":"`+nobody+`"}`, "2026-03-22T12:00:00Z", "2026-03-23T12:00:00Z").problem(t, 422, "invalid").Errors[0].Field)
}
