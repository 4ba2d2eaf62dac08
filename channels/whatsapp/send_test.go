package whatsapp_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/fakes/exchange"
	fake "github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/provider"
)

func phone(number string) []provider.Identity {
	return []provider.Identity{{Kind: provider.WhatsAppPhone, Value: number}}
}

func hello() whatsapp.Outgoing {
	return whatsapp.Outgoing{MessageID: "our-1", To: phone(ann.Phone), Text: "Hello ä 😀"}
}

func TestSend(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	asked := b.api.Write(numberID, ann, "Where is my order?")
	require.Len(t, b.events(t), 1)

	m := hello()
	m.ReplyTo = asked
	sent, err := b.Send(t.Context(), b.account, m)
	require.NoError(t, err)
	require.NotEmpty(t, sent.ExternalID)
	require.Equal(t, []provider.Identity{
		{Kind: provider.WhatsAppUser, Value: ann.UserID}, {Kind: provider.WhatsAppPhone, Value: ann.Phone},
	}, sent.Learnt)
	require.Equal(t, map[string]any{
		"messaging_product": "whatsapp", "recipient_type": "individual", "to": ann.Phone, "type": "text",
		"text": map[string]any{"body": "Hello ä 😀", "preview_url": false}, "context": map[string]any{"message_id": asked},
		"biz_opaque_callback_data": "our-1",
	}, b.api.Sent()[0].Body)

	events := b.events(t)
	require.Len(t, events, 2)
	for i, state := range []conversation.MessageState{conversation.MessageSent, conversation.MessageDelivered} {
		require.Equal(t, state, events[i].Receipt.State)
		require.Equal(t, sent.ExternalID, events[i].Receipt.ExternalID)
		require.Equal(t, "our-1", events[i].Receipt.MessageID)
	}
}

// TestRecipient: a number goes before a user id, which goes when there is none.
func TestRecipient(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	for _, u := range []fake.User{ann, {UserID: "CO.1", Name: "Julian"}, {Phone: "551187654321", UserID: "BR.1"}} {
		b.api.Write(numberID, u, "hi")
	}
	b.api.AddUser(fake.User{Phone: "551187654321", UserID: "BR.1"}, "5511987654321")

	m := hello()
	m.To = []provider.Identity{{Kind: provider.WhatsAppUser, Value: ann.UserID}, {Kind: provider.WhatsAppPhone, Value: "+" + ann.Phone}}
	_, err := b.Send(t.Context(), b.account, m)
	require.NoError(t, err)
	m.To = []provider.Identity{{Kind: provider.WhatsAppParentUser, Value: "CO.ENT.1"}, {Kind: provider.WhatsAppUser, Value: "CO.1"}}
	sent, err := b.Send(t.Context(), b.account, m)
	require.NoError(t, err)
	require.Equal(t, []provider.Identity{{Kind: provider.WhatsAppUser, Value: "CO.1"}}, sent.Learnt)
	m.To = phone("5511987654321")
	sent, err = b.Send(t.Context(), b.account, m)
	require.NoError(t, err)
	require.Equal(t, []provider.Identity{
		{Kind: provider.WhatsAppUser, Value: "BR.1"},
		{Kind: provider.WhatsAppPhone, Value: "5511987654321"},
		{Kind: provider.WhatsAppPhone, Value: "551187654321"},
	}, sent.Learnt, "WhatsApp's spelling of the number is an alias of ours")

	bodies := b.api.Sent()
	require.Equal(t, ann.Phone, bodies[0].Body["to"])
	require.NotContains(t, bodies[0].Body, "recipient")
	require.Equal(t, "CO.1", bodies[1].Body["recipient"])
	require.NotContains(t, bodies[1].Body, "to")
}

// TestRefusedBeforeTheCall: nothing of this reaches WhatsApp.
func TestRefusedBeforeTheCall(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	file := func(kind provider.Kind, text string) whatsapp.Outgoing {
		return whatsapp.Outgoing{To: phone("1"), Text: text, File: &whatsapp.File{Kind: kind, MediaID: "7"}}
	}
	template := func(change func(*whatsapp.Template)) whatsapp.Outgoing {
		t := &whatsapp.Template{Name: "n", Language: "en", Body: []whatsapp.Value{{Text: "x"}}}
		change(t)
		return whatsapp.Outgoing{To: phone("1"), Template: t}
	}
	for words, m := range map[string]whatsapp.Outgoing{
		"4097 characters":          {To: phone("1"), Text: strings.Repeat("ä", 4097)},
		"message is empty":         {To: phone("1"), Text: " \n"},
		"no WhatsApp number":       {Text: "x"},
		"number or user id":        {Text: "x", To: []provider.Identity{{Kind: provider.TelegramUser, Value: "1"}, {Kind: provider.WhatsAppPhone}}},
		"caption has 1025":         file(provider.KindImage, strings.Repeat("x", 1025)),
		"no text with this kind":   file(provider.KindVoice, "x"),
		"no files of this kind":    file(provider.KindOrder, ""),
		"by its media id":          {To: phone("1"), File: &whatsapp.File{Kind: provider.KindImage}},
		"or by an http address":    {To: phone("1"), File: &whatsapp.File{Kind: provider.KindImage, URL: "file:///etc/passwd"}},
		"one of text, file":        {To: phone("1"), Text: "x", Reaction: &whatsapp.Reaction{Target: "w"}},
		"of text, file, template":  {To: phone("1"), Text: "x", Template: &whatsapp.Template{}},
		"message to react to":      {To: phone("1"), Reaction: &whatsapp.Reaction{Emoji: "👍"}},
		"name and a language":      template(func(t *whatsapp.Template) { t.Language = "" }),
		"value of the template is": template(func(t *whatsapp.Template) { t.Body[0].Text = " " }),
		"line breaks":              template(func(t *whatsapp.Template) { t.Body[0].Text = "a\nb" }),
		"more than four spaces":    template(func(t *whatsapp.Template) { t.Body[0].Text = "a     b" }),
		"all values of a template": template(func(t *whatsapp.Template) { t.Body = append(t.Body, whatsapp.Value{Name: "n", Text: "x"}) }),
		"is a text or a file":      template(func(t *whatsapp.Template) { t.Header = &whatsapp.Header{Text: "x", File: &whatsapp.File{}} }),
		"an image, a video": template(func(t *whatsapp.Template) {
			t.Header = &whatsapp.Header{File: &whatsapp.File{Kind: "audio", MediaID: "7"}}
		}),
		"a button of the template": template(func(t *whatsapp.Template) { t.Buttons = []whatsapp.ButtonValue{{Kind: whatsapp.ButtonURL}} }),
		"template that takes no":   template(func(t *whatsapp.Template) { t.Buttons = []whatsapp.ButtonValue{{Kind: "phone_number", Value: "1"}} }),
	} {
		_, err := b.Send(t.Context(), b.account, m)
		var rejected *channels.RejectedError
		require.ErrorAs(t, err, &rejected, words)
		require.Contains(t, rejected.Reason, words)
	}
	require.Empty(t, b.api.Sent())

	// The most that goes, goes.
	b.api.Write(numberID, ann, "hi")
	_, err := b.Send(t.Context(), b.account, whatsapp.Outgoing{To: phone(ann.Phone), Text: strings.Repeat("😀", 4096)})
	require.NoError(t, err)
}

// TestWindow: outside the window WhatsApp takes the message and says only later
// that it was not delivered.
func TestWindow(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.api.AddTemplate(fake.WhatsAppTemplate{BusinessID: businessID, Name: "hello", Language: "en", Status: "APPROVED"})
	b.api.Write(numberID, ann, "hi")
	b.clock.Add(24*time.Hour - time.Second)
	b.events(t)
	last := func(m whatsapp.Outgoing) *provider.Receipt {
		sent, err := b.Send(t.Context(), b.account, m)
		require.NoError(t, err)
		events := b.events(t)
		r := events[len(events)-1].Receipt
		require.Equal(t, sent.ExternalID, r.ExternalID)
		return r
	}
	require.Equal(t, conversation.MessageDelivered, last(hello()).State)
	b.clock.Add(time.Second)
	failed := last(hello())
	require.Equal(t, conversation.MessageFailed, failed.State)
	require.True(t, failed.Failure.WindowClosed)
	require.Equal(t, 131047, failed.Failure.Code)
	require.Equal(t, "our-1", failed.MessageID)
	template := whatsapp.Outgoing{To: phone(ann.Phone), Template: &whatsapp.Template{Name: "hello", Language: "en"}}
	require.Equal(t, conversation.MessageDelivered, last(template).State, "a template goes at any time")
	require.Equal(t, 24*time.Hour, whatsapp.Policy().Window)
	require.True(t, whatsapp.Policy().Templates)
}

// TestLimits: the pair's holds back one conversation, the number's the inbox.
func TestLimits(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.api.Write(numberID, ann, "hi")
	for range 45 {
		_, err := b.Send(t.Context(), b.account, hello())
		require.NoError(t, err)
	}
	_, err := b.Send(t.Context(), b.account, hello())
	var notSent *channels.NotSentError
	require.ErrorAs(t, err, &notSent)
	require.Equal(t, channels.ScopeConversation, notSent.Scope)
	require.Equal(t, 6*time.Second, notSent.RetryAfter)
	other := hello()
	other.To = phone("4917099999")
	_, err = b.Send(t.Context(), b.account, other)
	require.NoError(t, err, "others are not held back")
	b.clock.Add(6 * time.Second)
	_, err = b.Send(t.Context(), b.account, hello())
	require.NoError(t, err)

	slow := b.account
	slow.PhoneNumberID = "107"
	b.api.AddNumber(fake.Number{ID: "107", BusinessID: businessID, PerSecond: 1})
	_, err = b.Send(t.Context(), slow, hello())
	require.NoError(t, err)
	_, err = b.Send(t.Context(), slow, hello())
	require.ErrorAs(t, err, &notSent)
	require.Equal(t, channels.ScopeInbox, notSent.Scope)
}

// TestOutcomes: what is certain is told from what is not.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.api.Write(numberID, ann, "hi")
	var notSent *channels.NotSentError
	var unknown *channels.UnknownError
	var rejected *channels.RejectedError
	for name, row := range map[string]struct {
		meet  exchange.Behaviour
		want  any
		taken int
	}{
		"429":                 {fake.TooMany(30), &notSent, 0},
		"temporary":           {fake.Fail(500, fake.Failure{Code: 131016, Message: "Service unavailable"}), &notSent, 0},
		"500 of no words":     {exchange.Answer(500), &unknown, 0},
		"taken, then 504":     {exchange.TakeAndAnswer(504), &unknown, 1},
		"taken, then hung up": {exchange.TakeAndReset(), &unknown, 1},
		"locked":              {fake.Fail(403, fake.Failure{Code: 131031}), &rejected, 0},
		"allow-list":          {fake.Fail(400, fake.Failure{Code: 131030}), &rejected, 0},
		"redirect":            {exchange.Redirect("http://127.0.0.1:1/"), &rejected, 0},
	} {
		before := len(b.api.Sent())
		b.api.Then(row.meet)
		_, err := b.Send(t.Context(), b.account, hello())
		require.ErrorAs(t, err, row.want, name)
		require.Len(t, b.api.Sent(), before+row.taken, name)
		require.NotContains(t, err.Error(), "canary", name)
	}

	// A taken message of unknown fate is found again by our own id.
	events := b.events(t)
	require.Equal(t, "our-1", events[len(events)-1].Receipt.MessageID)

	b.api.Then(exchange.TakeAndHang())
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for len(b.api.Sent()) < 3 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	_, err := b.Send(ctx, b.account, hello())
	require.ErrorAs(t, err, &unknown)
}

// TestRevokedToken stops the inbox, and nothing that is said shows the token,
// although WhatsApp repeats it.
func TestRevokedToken(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.api.Revoke(true)
	var stopped []error
	_, err := b.Send(t.Context(), b.account, hello())
	stopped = append(stopped, err)
	_, err = b.Check(t.Context(), b.account)
	stopped = append(stopped, err)
	_, err = b.Templates(t.Context(), b.account)
	stopped = append(stopped, err, b.MarkRead(t.Context(), b.account, "wamid.A", false))
	_, err = b.Fetch(t.Context(), b.account, provider.Attachment{MediaID: "7"}, &strings.Builder{})
	stopped = append(stopped, err)
	for _, err := range stopped {
		require.ErrorIs(t, err, channels.ErrNeedsReauth)
		require.NotContains(t, err.Error(), "canary")
	}
}

// TestIncompleteAccounts: nothing is done with them, least of all accepted.
func TestIncompleteAccounts(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	require.NoError(t, b.account.Validate())
	for name, drop := range map[string]func(*whatsapp.Account){
		"phone number id":     func(a *whatsapp.Account) { a.PhoneNumberID = "" },
		"business account id": func(a *whatsapp.Account) { a.BusinessID = "" },
		"app secret":          func(a *whatsapp.Account) { a.AppSecret = "" },
		"verify token":        func(a *whatsapp.Account) { a.VerifyToken = "" },
		"access token":        func(a *whatsapp.Account) { a.Token = "" },
	} {
		a := account()
		drop(&a)
		require.ErrorContains(t, a.Validate(), name)
		ctx := t.Context()
		_, decodeErr := b.Decode(a, signed([]byte("{}")), []byte("{}"))
		_, sendErr := b.Send(ctx, a, hello())
		_, fetchErr := b.Fetch(ctx, a, provider.Attachment{MediaID: "7"}, &strings.Builder{})
		_, checkErr := b.Check(ctx, a)
		_, listErr := b.Templates(ctx, a)
		_, uploadErr := b.Upload(ctx, a, whatsapp.Upload{})
		for _, err := range []error{
			decodeErr, sendErr, fetchErr, checkErr, listErr, uploadErr, b.MarkRead(ctx, a, "w", false), b.Register(ctx, a, "https://x.example/"),
		} {
			require.ErrorIs(t, err, channels.ErrAccountIncomplete, name)
			require.NotContains(t, err.Error(), "canary")
		}
	}
	_, err := b.Handshake(whatsapp.Account{}, map[string][]string{"hub.mode": {"subscribe"}, "hub.verify_token": {""}, "hub.challenge": {"1"}})
	require.ErrorIs(t, err, channels.ErrAccountIncomplete)
}

func TestMarkRead(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	require.NoError(t, b.MarkRead(t.Context(), b.account, "wamid.A", false))
	require.NoError(t, b.MarkRead(t.Context(), b.account, "wamid.B", true))
	require.Equal(t, []string{"wamid.A", "wamid.B"}, b.api.Read())
	require.Error(t, b.MarkRead(t.Context(), b.account, "", false))
}

func TestReactionIsSent(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.api.Write(numberID, ann, "hi")
	_, err := b.Send(t.Context(), b.account, whatsapp.Outgoing{
		MessageID: "our-2", To: phone(ann.Phone), ReplyTo: "wamid.X", Reaction: &whatsapp.Reaction{Target: "wamid.X"},
	})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"message_id": "wamid.X", "emoji": ""}, b.api.Sent()[0].Body["reaction"])
	require.NotContains(t, b.api.Sent()[0].Body, "context", "a reaction answers nothing")
}

func TestNewRefusesAddresses(t *testing.T) {
	t.Parallel()
	_, err := whatsapp.New(whatsapp.Options{BaseURL: "graph"})
	require.Error(t, err)
	_, err = whatsapp.New(whatsapp.Options{HTTP: http.DefaultClient})
	require.NoError(t, err)
}
