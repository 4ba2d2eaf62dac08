package api_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// invite invites somebody and returns the invitation and its link's token.
func (b *bundle) invite(t *testing.T, admin header, email string) (api.InvitationWithLink, string) {
	t.Helper()
	body := api.NewInvitation{Email: email, Name: "Asha Rao", Roles: []api.Role{"agent", "creator"}}
	invitation := into[api.InvitationWithLink](t, b.do(t, "POST", "/v1/invitations", body, admin).want(t, 201))
	return invitation, tokenOf(t, invitation.Link)
}

func tokenOf(t *testing.T, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1:8080/invitation", u.Scheme+"://"+u.Host+u.Path)
	require.Empty(t, u.RawQuery, "what stands there is sent and logged")
	return u.Fragment
}

func accept(token string) api.Acceptance {
	return api.Acceptance{Token: token, Password: "correct horse"}
}

func TestInvitation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	invitation, token := b.invite(t, admin, "asha@example.com")
	require.Equal(t, "open", invitation.State)

	p := b.do(t, "POST", "/v1/invitations/accept", api.Acceptance{Token: token, Password: "short"}).problem(t, 422, "invalid")
	require.Equal(t, "password", p.Errors[0].Field, "and the link still works")
	a := b.do(t, "POST", "/v1/invitations/accept", accept(token)).want(t, 201)
	require.Contains(t, a.header.Get("Set-Cookie"), "parley_session=")
	session := into[api.Session](t, a)
	require.ElementsMatch(t, []string{"agent", "creator"}, session.User.Roles)
	require.Equal(t, "Asha Rao", session.User.Name)
	b.do(t, "GET", "/v1/session", nil, bearer(session.Token)).want(t, 200)
	b.do(t, "POST", "/v1/session", api.Login{Email: "asha@example.com", Password: "correct horse"}).want(t, 201)

	p = b.do(t, "POST", "/v1/invitations/accept", accept(token)).problem(t, 422, "invalid")
	require.Equal(t, "token", p.Errors[0].Field)
	list := into[api.InvitationList](t, b.do(t, "GET", "/v1/invitations", nil, admin).want(t, 200))
	require.Len(t, list.Items, 1)
	require.Equal(t, "accepted", list.Items[0].State)
	b.do(t, "POST", "/v1/invitations/"+invitation.ID+"/resend", nil, admin).problem(t, 409, "too-late")
	b.do(t, "DELETE", "/v1/invitations/"+invitation.ID, nil, admin).problem(t, 409, "too-late")
	require.NotContains(t, b.log.String(), token)
}

func TestInvitationsThatAreWorthNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	refused := func(token string) string {
		t.Helper()
		p := b.do(t, "POST", "/v1/invitations/accept", accept(token)).problem(t, 422, "invalid")
		return p.Errors[0].Field + " " + p.Errors[0].Reason
	}
	unknown := refused("made up")

	revoked, token := b.invite(t, admin, "revoked@example.com")
	b.do(t, "DELETE", "/v1/invitations/"+revoked.ID, nil, admin).want(t, 204)
	b.do(t, "DELETE", "/v1/invitations/"+revoked.ID, nil, admin).want(t, 204)
	require.Equal(t, unknown, refused(token))
	b.do(t, "POST", "/v1/invitations/"+revoked.ID+"/resend", nil, admin).problem(t, 409, "too-late")

	resent, before := b.invite(t, admin, "resent@example.com")
	again := into[api.InvitationWithLink](t, b.do(t, "POST", "/v1/invitations/"+resent.ID+"/resend", nil, admin).want(t, 200))
	require.Equal(t, unknown, refused(before))
	b.do(t, "POST", "/v1/invitations/accept", accept(tokenOf(t, again.Link))).want(t, 201)

	_, late := b.invite(t, admin, "late@example.com")
	b.exec(t, `UPDATE invitations SET expires_at = now() WHERE email = 'late@example.com'`)
	require.Equal(t, unknown, refused(late))
	// One that has expired keeps nobody from being invited again.
	_, token = b.invite(t, admin, "late@example.com")
	require.Equal(t, unknown, refused(late))
	require.Equal(t, unknown, refused(strings.ToLower(token)))
	b.do(t, "POST", "/v1/invitations/accept", accept(token)).want(t, 201)

	b.do(t, "DELETE", "/v1/invitations/"+nobody, nil, admin).problem(t, 404, "not-found")
	b.do(t, "POST", "/v1/invitations/"+nobody+"/resend", nil, admin).problem(t, 404, "not-found")
}

func TestInvitationsOfWhoIsThere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	again := `{"email":"ASHA@example.com","name":"Asha","roles":["agent"]}`
	b.do(t, "POST", "/v1/invitations", `{"email":"BOSS@example.com","name":"Boss","roles":["agent"]}`, admin).problem(t, 409, "email-taken")
	_, token := b.invite(t, admin, "asha@example.com")
	b.do(t, "POST", "/v1/invitations", again, admin).problem(t, 409, "invited")
	// Somebody has made a user of them meanwhile.
	b.user(t, "asha", account.Member)
	b.do(t, "POST", "/v1/invitations/accept", accept(token)).problem(t, 409, "email-taken")

	for name, body := range map[string]string{
		"no roles": `{"email":"a@b.example","name":"A","roles":[]}`,
		"a token":  `{"email":"a@b.example","name":"A","roles":["agent"],"token":"mine"}`,
		"no email": `{"email":"asha","name":"A","roles":["agent"]}`,
	} {
		require.Equal(t, 422, b.do(t, "POST", "/v1/invitations", body, admin).status, name)
	}
	for name, body := range map[string]string{
		"roles of one's own": `{"token":"x","password":"correct horse","roles":["admin"]}`,
		"another's address":  `{"token":"x","password":"correct horse","email":"boss@example.com"}`,
	} {
		require.Equal(t, 422, b.do(t, "POST", "/v1/invitations/accept", body).status, name)
	}
}

// Of fifty at once one is a user afterwards.
func TestInvitationIsAcceptedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, token := b.invite(t, admin, "asha@example.com")
	var mu sync.Mutex
	statuses := map[int]int{}
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			a := b.do(t, "POST", "/v1/invitations/accept", accept(token))
			mu.Lock()
			defer mu.Unlock()
			statuses[a.status]++
		})
	}
	group.Wait()
	require.Equal(t, map[int]int{201: 1, 422: 49}, statuses)
}

// The link is shown once, also to who asks again.
func TestInvitationLinkIsShownOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	body := api.NewInvitation{Email: "asha@example.com", Name: "Asha", Roles: []api.Role{"agent"}}
	first := into[api.InvitationWithLink](t, b.do(t, "POST", "/v1/invitations", body, admin, key("once")).want(t, 201))
	require.NotEmpty(t, first.Link)
	second := into[api.InvitationWithLink](t, b.do(t, "POST", "/v1/invitations", body, admin, key("once")).want(t, 201))
	require.Equal(t, first.ID, second.ID)
	require.Empty(t, second.Link)
	require.NotContains(t, string(b.do(t, "GET", "/v1/invitations", nil, admin).body), tokenOf(t, first.Link))
}
