package channels_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/messenger"
	"github.com/parleyhq/parley/channels/telegram"
	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/conversation"
)

// given is what makes a complete WhatsApp inbox, with changes.
func given(change func(*conversation.InboxSettings)) conversation.InboxSettings {
	in := conversation.InboxSettings{
		Account: "106540352242922", Config: map[string]string{"business_id": "102290129340398"},
		Credentials: map[string]string{"app_secret": "app-secret", "verify_token": "verify", "token": "EAAG"},
	}
	change(&in)
	return in
}

func TestFormOfWhatsApp(t *testing.T) {
	t.Parallel()
	form := whatsapp.NewInboxes(whatsapp.InboxOptions{}).Form()
	for name, row := range map[string]struct {
		change func(*conversation.InboxSettings)
		want   []channels.FieldError
	}{
		"complete":    {func(*conversation.InboxSettings) {}, nil},
		"no account":  {func(in *conversation.InboxSettings) { in.Account = "" }, []channels.FieldError{{"account", "is missing: it is the phone number id, as the Meta app's dashboard shows it"}}},
		"the number":  {func(in *conversation.InboxSettings) { in.Account = "+49 170 1" }, []channels.FieldError{{"account", "must be digits only"}}},
		"no business": {func(in *conversation.InboxSettings) { in.Config = nil }, []channels.FieldError{{"config.business_id", "is missing"}}},
		"secrets empty": {func(in *conversation.InboxSettings) {
			in.Credentials = map[string]string{"app_secret": "", "verify_token": "v"}
		}, []channels.FieldError{{"credentials.app_secret", "is missing"}, {"credentials.token", "is missing"}}},
		"unknown names": {func(in *conversation.InboxSettings) {
			in.Config["colour"], in.Credentials["password"] = "red", "hidden"
		}, []channels.FieldError{{"config.colour", "is unknown"}, {"credentials.password", "is unknown"}}},
		"a token with a space":       {func(in *conversation.InboxSettings) { in.Credentials["token"] = "hid den" }, []channels.FieldError{{"credentials.token", "has a space in it"}}},
		"a token with a line":        {func(in *conversation.InboxSettings) { in.Credentials["token"] = "hidden\n" }, []channels.FieldError{{"credentials.token", "has control characters"}}},
		"a token too long":           {func(in *conversation.InboxSettings) { in.Credentials["token"] = strings.Repeat("h", 4097) }, []channels.FieldError{{"credentials.token", "must have at most 4096 bytes"}}},
		"an address with a password": {func(in *conversation.InboxSettings) { in.Config["graph_url"] = "https://u:hidden@graph.example" }, []channels.FieldError{{"config.graph_url", "must be an http or https address without user, query and fragment"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, wrong := form.Complete(given(row.change))
			require.Equal(t, row.want, wrong)
			for _, w := range wrong {
				require.NotContains(t, w.Problem, "hidden")
			}
		})
	}
}

// TestFormMakesWhatNobodyHasToChoose: a verify token and a webhook secret, each
// time another.
func TestFormMakesWhatNobodyHasToChoose(t *testing.T) {
	t.Parallel()
	form := whatsapp.NewInboxes(whatsapp.InboxOptions{}).Form()
	in := given(func(in *conversation.InboxSettings) { delete(in.Credentials, "verify_token") })
	one, wrong := form.Complete(in)
	require.Empty(t, wrong)
	two, _ := form.Complete(in)
	require.Greater(t, len(one.Credentials["verify_token"]), 25)
	require.NotEqual(t, one.Credentials["verify_token"], two.Credentials["verify_token"])
	require.NotContains(t, in.Credentials, "verify_token", "what was given stays as it is")

	bot := telegram.NewInboxes(telegram.InboxOptions{}).Form()
	settings, wrong := bot.Complete(conversation.InboxSettings{Credentials: map[string]string{"token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"}})
	require.Empty(t, wrong)
	require.Equal(t, "110201543", settings.Account, "the bot's id stands in its token")
	again, wrong := bot.Complete(settings)
	require.Empty(t, wrong, "Telegram takes the secret that was made")
	require.Equal(t, settings, again)
}

func TestFormOfTelegram(t *testing.T) {
	t.Parallel()
	form := telegram.NewInboxes(telegram.InboxOptions{}).Form()
	for token, field := range map[string]string{"": "credentials.token", "110201543": "credentials.token", "110201543:AAH/x": "credentials.token", "bot:AAH": "credentials.token"} {
		_, wrong := form.Complete(conversation.InboxSettings{Credentials: map[string]string{"token": token}})
		require.Len(t, wrong, 1, token)
		require.Equal(t, field, wrong[0].Field)
	}
	_, wrong := form.Complete(conversation.InboxSettings{Account: "7", Credentials: map[string]string{"token": "110201543:AAH"}})
	require.Equal(t, []channels.FieldError{{"account", "is not the account of these credentials"}}, wrong)
}

// TestFormGuardsWhereCredentialsGo: whoever changes the address has to know them.
func TestFormGuardsWhereCredentialsGo(t *testing.T) {
	t.Parallel()
	for _, form := range []channels.Form{
		whatsapp.NewInboxes(whatsapp.InboxOptions{}).Form(), messenger.NewInboxes(messenger.InboxOptions{}).Form(),
	} {
		require.True(t, form.Redirects(nil, map[string]string{"graph_url": "https://elsewhere.example"}))
		require.True(t, form.Redirects(map[string]string{"media_hosts": "a.example"}, nil))
		require.False(t, form.Redirects(map[string]string{"business_id": "1"}, map[string]string{"business_id": "2"}))
	}
	require.True(t, telegram.NewInboxes(telegram.InboxOptions{}).Form().Redirects(nil, map[string]string{"api_url": "https://elsewhere.example"}))
}
