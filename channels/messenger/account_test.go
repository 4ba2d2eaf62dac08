package messenger_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/messenger"
	fake "github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/provider"
)

// TestIncompleteAccounts: nothing is done with them, least of all accepted.
func TestIncompleteAccounts(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	require.NoError(t, b.account.Validate())
	for name, drop := range map[string]func(*messenger.Account){
		"page id":           func(a *messenger.Account) { a.PageID = "" },
		"app id":            func(a *messenger.Account) { a.AppID = "" },
		"app secret":        func(a *messenger.Account) { a.AppSecret = "" },
		"verify token":      func(a *messenger.Account) { a.VerifyToken = "" },
		"page access token": func(a *messenger.Account) { a.Token = "" },
	} {
		a := account()
		drop(&a)
		require.ErrorContains(t, a.Validate(), name)
		ctx := t.Context()
		_, decodeErr := b.Decode(a, signed([]byte("{}")), []byte("{}"))
		_, sendErr := b.Send(ctx, a, hello())
		_, fetchErr := b.Fetch(ctx, a, provider.Attachment{}, &strings.Builder{})
		_, checkErr := b.Check(ctx, a)
		_, uploadErr := b.Upload(ctx, a, messenger.Upload{})
		_, profileErr := b.Profile(ctx, a, psid(ann)[0])
		for _, err := range []error{
			decodeErr, sendErr, fetchErr, checkErr, uploadErr, profileErr,
			b.MarkRead(ctx, a, psid(ann)), b.Typing(ctx, a, psid(ann)), b.Register(ctx, a, "https://x.example/"),
		} {
			require.ErrorIs(t, err, channels.ErrAccountIncomplete, name)
			require.NotContains(t, err.Error(), "canary")
		}
	}
	_, err := b.Handshake(messenger.Account{}, map[string][]string{"hub.mode": {"subscribe"}, "hub.verify_token": {""}, "hub.challenge": {"1"}})
	require.ErrorIs(t, err, channels.ErrAccountIncomplete)
}

// TestRevokedToken stops everything, and is shown nowhere.
func TestRevokedToken(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.page.Write(ann, "hi")
	b.api.Revoke(true)
	_, sendErr := b.Send(t.Context(), b.account, hello())
	_, checkErr := b.Check(t.Context(), b.account)
	_, profileErr := b.Profile(t.Context(), b.account, psid(ann)[0])
	for _, err := range []error{sendErr, checkErr, profileErr, b.MarkRead(t.Context(), b.account, psid(ann))} {
		require.ErrorIs(t, err, channels.ErrNeedsReauth)
		require.NotContains(t, err.Error(), "canary")
	}
}

func TestCheckAndRegister(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	info, err := b.Check(t.Context(), b.account)
	require.NoError(t, err)
	require.Equal(t, messenger.Info{Name: "Parley"}, info)

	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := b.Handshake(b.account, r.URL.Query())
		if err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(front.Close)
	require.ErrorContains(t, b.Register(t.Context(), b.account, front.URL), "https addresses only")
	require.NoError(t, b.Register(t.Context(), b.account, "https"+strings.TrimPrefix(front.URL, "http")))
	info, err = b.Check(t.Context(), b.account)
	require.NoError(t, err)
	require.Contains(t, info.Fields, "message_edits")

	other := b.account
	other.PageID = "77"
	_, err = b.Check(t.Context(), other)
	require.ErrorContains(t, err, "not that of this page")
	other = b.account
	other.VerifyToken = "another"
	require.Error(t, b.Register(t.Context(), other, "https"+strings.TrimPrefix(front.URL, "http")))
}

// TestProfile: a name where there is one, and no error where there is none.
func TestProfile(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.page.AddPerson(fake.Person{ID: "2", First: "Bo", Closed: true})
	for id, name := range map[string]string{ann: "Ann Ek", "2": "", "77": ""} {
		person, err := b.Profile(t.Context(), b.account, psid(id)[0])
		require.NoError(t, err, id)
		require.Equal(t, provider.Person{Identities: psid(id), Name: name}, person)
	}
}

func TestNewRefusesAddresses(t *testing.T) {
	t.Parallel()
	_, err := messenger.New(messenger.Options{BaseURL: "graph"})
	require.Error(t, err)
}
