package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

const supportCalendar = `{"name":"Support","zone":"Asia/Kolkata",
	"open":[{"day":"monday","from":"09:00","to":"13:00"},{"day":"monday","from":"14:00","to":"18:00"}],
	"holidays":[{"date":"2026-08-15","name":"Independence Day"},{"date":"--12-25","open":[{"from":"10:00","to":"12:00"}]}]}`

func TestCalendars(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	created := into[api.Calendar](t, b.do(t, "POST", "/v1/calendars", supportCalendar, admin, key("c")).want(t, 201))
	require.Equal(t, "Asia/Kolkata", created.Zone)
	require.Len(t, created.Open, 2)
	require.Equal(t, "--12-25", created.Holidays[1].Date)
	require.Equal(t, []api.Hours{{From: "10:00", To: "12:00"}}, created.Holidays[1].Open)
	path := "/v1/calendars/" + created.ID
	require.Equal(t, created, into[api.Calendar](t, b.do(t, "GET", path, nil, admin).want(t, 200)))
	require.Equal(t, []api.Calendar{created}, into[api.CalendarList](t, b.do(t, "GET", "/v1/calendars", nil, admin).want(t, 200)).Items)

	reply := into[api.QuickReply](t, b.do(t, "POST", "/v1/quick-replies",
		`{"name":"Closed","text":"We are closed.","status":"active","when":{"outside_hours_of":"`+created.ID+`"}}`, admin).want(t, 201))
	p := b.do(t, "DELETE", path, nil, admin).problem(t, 409, "in-use")
	require.Equal(t, []api.Person{{ID: reply.ID, Name: "Closed"}}, p.UsedBy)

	change := `{"name":"Support","zone":"UTC","open":[{"day":"tuesday","from":"09:00","to":"18:00"}]`
	changed := into[api.Calendar](t, b.do(t, "PUT", path, fmt.Sprintf(`%s,"version":%d}`, change, created.Version), admin).want(t, 200))
	require.Equal(t, "UTC", changed.Zone)
	require.Empty(t, changed.Holidays)
	require.Equal(t, changed.Version, b.do(t, "PUT", path, fmt.Sprintf(`%s,"version":%d}`, change, created.Version), admin).problem(t, 409, "stale").Version)

	b.do(t, "PUT", "/v1/quick-replies/"+reply.ID, alwaysReply, admin).want(t, 200)
	b.do(t, "DELETE", path, nil, admin).want(t, 204)
	b.do(t, "DELETE", path, nil, admin).problem(t, 404, "not-found")
	b.do(t, "PUT", path, change+`}`, admin).problem(t, 404, "not-found")
}

// A calendar that an active quick reply goes by decides when end users are
// answered: creators may not change it, but any other.
func TestCreatorsAndCalendars(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, creator := b.user(t, "writer", account.Creator)
	created := into[api.Calendar](t, b.do(t, "POST", "/v1/calendars", supportCalendar, creator).want(t, 201))
	path := "/v1/calendars/" + created.ID
	b.do(t, "PUT", path, supportCalendar, creator).want(t, 200)
	reply := into[api.QuickReply](t, b.do(t, "POST", "/v1/quick-replies",
		`{"name":"Closed","text":"We are closed.","when":{"outside_hours_of":"`+created.ID+`"}}`, creator).want(t, 201))
	b.do(t, "PUT", path, supportCalendar, creator).want(t, 200)
	b.do(t, "POST", "/v1/quick-replies/"+reply.ID+"/activate", nil, admin).want(t, 200)
	require.Equal(t, reply.ID, b.do(t, "PUT", path, supportCalendar, creator).problem(t, 403, "forbidden").UsedBy[0].ID)
	b.do(t, "PUT", path, supportCalendar, admin).want(t, 200)
}

func TestBadCalendars(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	open := `"open":[{"day":"monday","from":"09:00","to":"18:00"}]`
	holidays := func(list string) string {
		return `{"name":"N","zone":"UTC",` + open + `,"holidays":[` + list + `]}`
	}
	for body, field := range map[string]string{
		`{"zone":"UTC",` + open + `}`:                                                  "name",
		`{"name":" ","zone":"UTC",` + open + `}`:                                       "name",
		`{"name":"N","zone":"Moon",` + open + `}`:                                      "zone",
		`{"name":"N","zone":"UTC","open":[]}`:                                          "open",
		`{"name":"N","zone":"UTC"}`:                                                    "open",
		`{"name":"N","zone":"UTC","open":"never"}`:                                     "open",
		holidays(`{"date":"2026-13-01"}`):                                              "holidays[0].date",
		holidays(`{"date":"25 Dec"}`):                                                  "holidays[0].date",
		holidays(`{"date":""}`):                                                        "holidays[0].date",
		holidays(`{"name":"Christmas"}`):                                               "holidays[0].date",
		holidays(`{"date":"2026-12-25"},{"date":"2026-12-25"}`):                        "holidays[1].date",
		holidays(`{"date":"2026-12-25","open":[{"from":"x","to":"12:00"}]}`):           "holidays[0].open[0].from",
		holidays(strings.Repeat(`{"date":"2026-12-25"},`, 400) + `{"date":"--12-25"}`): "holidays",
	} {
		p := b.do(t, "POST", "/v1/calendars", body, admin).problem(t, 422, "invalid")
		var named []string
		for _, e := range p.Errors {
			named = append(named, e.Field)
		}
		require.Contains(t, named, field, body)
	}
}
