package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

func TestUsers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	boss, admin := b.user(t, "boss", account.Admin)

	created := into[api.User](t, b.do(t, "POST", "/v1/users", api.NewUser{
		Email: "asha@example.com", Name: " Asha Rao ", Password: "correct horse", Roles: []api.Role{"agent"},
	}, admin).want(t, 201))
	require.Equal(t, "Asha Rao", created.Name)
	require.Equal(t, []string{"agent"}, created.Roles)
	require.Nil(t, created.DisabledAt)
	b.do(t, "POST", "/v1/session", api.Login{Email: "asha@example.com", Password: "correct horse"}).want(t, 201)

	path := "/v1/users/" + created.ID
	require.Equal(t, created, into[api.User](t, b.do(t, "GET", path, nil, admin).want(t, 200)))

	b.do(t, "POST", "/v1/users", api.NewUser{
		Email: "ASHA@example.com", Name: "Other", Password: "correct horse", Roles: []api.Role{"agent"},
	}, admin).problem(t, 409, "email-taken")
	b.do(t, "PUT", path, api.UserProfile{Email: boss.Email, Name: "Asha"}, admin).problem(t, 409, "email-taken")

	changed := into[api.User](t, b.do(t, "PUT", path, api.UserProfile{Email: "rao@example.com", Name: "A. Rao"}, admin).want(t, 200))
	require.Equal(t, "rao@example.com", changed.Email)
	require.Equal(t, "A. Rao", changed.Name)

	changed = into[api.User](t, b.do(t, "PUT", path+"/roles", `{"roles":["admin","agent"]}`, admin).want(t, 200))
	require.ElementsMatch(t, []string{"admin", "agent"}, changed.Roles)

	changed = into[api.User](t, b.do(t, "POST", path+"/disable", nil, admin).want(t, 200))
	require.NotNil(t, changed.DisabledAt)
	b.do(t, "POST", "/v1/session", api.Login{Email: "rao@example.com", Password: "correct horse"}).want(t, 401)
	changed = into[api.User](t, b.do(t, "POST", path+"/enable", nil, admin).want(t, 200))
	require.Nil(t, changed.DisabledAt)
	b.do(t, "POST", "/v1/session", api.Login{Email: "rao@example.com", Password: "correct horse"}).want(t, 201)
}

// Somebody can always manage users.
func TestLastAdminStays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	boss, admin := b.user(t, "boss", account.Admin)
	b.user(t, "asha", account.Agent)
	path := "/v1/users/" + boss.ID
	b.do(t, "PUT", path+"/roles", `{"roles":["agent"]}`, admin).problem(t, 409, "last-admin")
	b.do(t, "POST", path+"/disable", nil, admin).problem(t, 409, "last-admin")
	b.user(t, "second", account.Admin)
	b.do(t, "PUT", path+"/roles", `{"roles":["agent"]}`, admin).want(t, 200)
}

func TestUsersArePaged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	for i := range 5 {
		b.user(t, fmt.Sprintf("agent%d", i), account.Agent)
	}
	var seen []string
	pages := 1
	for cursor := ""; ; pages++ {
		path := "/v1/users?limit=2"
		if cursor != "" {
			path += "&cursor=" + cursor
		}
		page := into[api.UserList](t, b.do(t, "GET", path, nil, admin).want(t, 200))
		require.LessOrEqual(t, len(page.Items), 2)
		for _, u := range page.Items {
			seen = append(seen, u.Email)
		}
		if page.NextCursor == nil {
			break
		}
		cursor = *page.NextCursor
	}
	require.Equal(t, 3, pages, "a full last page is the last")
	require.Equal(t, []string{
		"agent0@example.com", "agent1@example.com", "agent2@example.com",
		"agent3@example.com", "agent4@example.com", "boss@example.com",
	}, seen)
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	asha, session := b.user(t, "asha", account.Agent)
	ben, _ := b.user(t, "ben", account.Agent)
	own := "/v1/users/" + asha.ID + "/password"

	fields := func(a answer) []api.FieldError { return a.problem(t, 422, "invalid").Errors }
	require.Equal(t, "current_password", fields(b.do(t, "PUT", own, `{"password":"another password"}`, session))[0].Field)
	wrong := `{"password":"another password","current_password":"a guess at it"}`
	require.Equal(t, "current_password", fields(b.do(t, "PUT", own, wrong, session))[0].Field)
	b.do(t, "PUT", "/v1/users/"+ben.ID+"/password", `{"password":"another password"}`, session).problem(t, 403, "forbidden")
	b.do(t, "PUT", "/v1/users/"+nobody+"/password", `{"password":"another password"}`, admin).problem(t, 404, "not-found")
	require.Equal(t, "password", fields(b.do(t, "PUT", "/v1/users/"+ben.ID+"/password", `{"password":"short"}`, admin))[0].Field)

	b.do(t, "PUT", own, `{"password":"another password","current_password":"password of asha"}`, session).want(t, 204)
	b.do(t, "POST", "/v1/session", api.Login{Email: asha.Email, Password: "password of asha"}).want(t, 401)
	b.do(t, "POST", "/v1/session", api.Login{Email: asha.Email, Password: "another password"}).want(t, 201)
}

// A stolen session does not help to guess the password.
func TestCurrentPasswordCannotBeGuessed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, session := b.user(t, "asha", account.Agent)
	guess := `{"password":"another password","current_password":"a guess at it"}`
	for range 10 {
		b.do(t, "PUT", "/v1/users/"+asha.ID+"/password", guess, session).problem(t, 422, "invalid")
	}
	right := `{"password":"another password","current_password":"password of asha"}`
	b.do(t, "PUT", "/v1/users/"+asha.ID+"/password", right, session).problem(t, 429, "too-many-attempts")
}

func TestAgents(t *testing.T) {
	t.Parallel()
	b := setup(t)
	boss, _ := b.user(t, "boss", account.Admin)
	asha, session := b.user(t, "asha", account.Agent)
	gone, _ := b.user(t, "gone", account.Agent)
	b.user(t, "writer", account.Creator)
	_, err := b.store.DisableUser(t.Context(), gone.ID)
	require.NoError(t, err)
	agents := into[api.AgentList](t, b.do(t, "GET", "/v1/agents", nil, session).want(t, 200))
	require.Equal(t, []api.Person{{ID: asha.ID, Name: "Asha"}, {ID: boss.ID, Name: "Boss"}}, agents.Items)
}

func TestBadUsers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	tests := map[string]struct{ body, field string }{
		"no email":       {`{"name":"A","password":"12345678","roles":["agent"]}`, "email"},
		"no address":     {`{"email":"asha","name":"A","password":"12345678","roles":["agent"]}`, "email"},
		"named address":  {`{"email":"A <a@b.example>","name":"A","password":"12345678","roles":["agent"]}`, "email"},
		"blank name":     {`{"email":"a@b.example","name":"  ","password":"12345678","roles":["agent"]}`, "name"},
		"short password": {`{"email":"a@b.example","name":"A","password":"1234567","roles":["agent"]}`, "password"},
		"no role":        {`{"email":"a@b.example","name":"A","password":"12345678","roles":[]}`, "roles"},
		"unknown role":   {`{"email":"a@b.example","name":"A","password":"12345678","roles":["root"]}`, "roles[0]"},
		"role twice":     {`{"email":"a@b.example","name":"A","password":"12345678","roles":["agent","agent"]}`, "roles"},
		"privileged":     {`{"email":"a@b.example","name":"A","password":"12345678","roles":["agent"],"id":"x"}`, "id"},
		"shouted key":    {`{"email":"a@b.example","name":"A","password":"12345678","roles":["agent"],"ROLES":["admin"]}`, "ROLES"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := b.do(t, "POST", "/v1/users", test.body, admin).problem(t, 422, "invalid")
			require.Len(t, p.Errors, 1)
			require.Equal(t, test.field, p.Errors[0].Field)
			require.NotEmpty(t, p.Errors[0].Reason)
		})
	}
	users, err := b.store.ListUsers(t.Context(), "", 10)
	require.NoError(t, err)
	require.Len(t, users, 1)
}

// The list says when everybody logged in last, also when that session is over.
func TestLastLogin(t *testing.T) {
	t.Parallel()
	b := setup(t)
	boss, admin := b.user(t, "boss", account.Admin)
	b.do(t, "POST", "/v1/users", `{"email":"asha@example.com","name":"Asha","password":"correct horse","roles":["agent"]}`, admin).want(t, 201)
	last := func() map[string]*time.Time {
		logins := map[string]*time.Time{}
		for _, u := range into[api.UserList](t, b.do(t, "GET", "/v1/users", nil, admin).want(t, 200)).Items {
			logins[u.Email] = u.LastLoginAt
		}
		return logins
	}
	require.NotNil(t, last()[boss.Email])
	require.Nil(t, last()["asha@example.com"])
	token := into[api.Session](t, b.do(t, "POST", "/v1/session", api.Login{Email: "asha@example.com", Password: "correct horse"}).want(t, 201)).Token
	b.do(t, "DELETE", "/v1/session", nil, bearer(token)).want(t, 204)
	require.WithinDuration(t, time.Now(), *last()["asha@example.com"], time.Minute)
}

// Everybody says what they are called; what they log in with, an admin says.
func TestOwnName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, agent := b.user(t, "asha", account.Agent)
	_, ben := b.user(t, "ben", account.Member)
	now := into[api.CurrentUser](t, b.do(t, "PUT", "/v1/profile", `{"name":" Asha R. "}`, agent).want(t, 200))
	require.Equal(t, "Asha R.", now.Name)
	require.Equal(t, now, into[api.CurrentUser](t, b.do(t, "GET", "/v1/session", nil, agent).want(t, 200)))
	require.Equal(t, asha.Email, now.Email)
	require.Equal(t, "Ben", into[api.CurrentUser](t, b.do(t, "GET", "/v1/session", nil, ben).want(t, 200)).Name)
	b.do(t, "PUT", "/v1/profile", `{"name":"  "}`, agent).problem(t, 422, "invalid")
	b.do(t, "PUT", "/v1/profile", `{"name":"A","email":"boss@example.com"}`, agent).problem(t, 422, "invalid")
	b.do(t, "PUT", "/v1/profile", `{"name":"A"}`, b.apiKey(t, account.ScopeAdmin)).problem(t, 403, "forbidden")
}
