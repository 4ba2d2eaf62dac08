package whatsapp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/whatsapp"
	fake "github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/provider"
)

func flight() fake.WhatsAppTemplate {
	return fake.WhatsAppTemplate{
		BusinessID: businessID, Name: "gate", Language: "en_US", Status: "APPROVED", Category: "UTILITY", Parameters: 2,
		Components: []any{
			map[string]any{"type": "HEADER", "format": "IMAGE"},
			map[string]any{"type": "BODY", "text": "Flight {{1}} leaves from gate {{ 2 }}. Again: {{1}}"},
			map[string]any{"type": "FOOTER", "text": "Have a good flight"},
			map[string]any{"type": "BUTTONS", "buttons": []any{map[string]any{"type": "QUICK_REPLY", "text": "Thanks"}}},
		},
	}
}

func gate() whatsapp.Template {
	return whatsapp.Template{
		Name: "gate", Language: "en_US", Header: &whatsapp.Header{File: &whatsapp.File{Kind: provider.KindImage, URL: "https://x.example/1.png"}},
		Body:    []whatsapp.Value{{Text: "LH 1"}, {Text: "B 42"}},
		Buttons: []whatsapp.ButtonValue{{Kind: whatsapp.ButtonReply, Value: "thanks"}},
	}
}

func TestTemplateIsSent(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.api.AddTemplate(flight())
	template := gate()
	_, err := b.Send(t.Context(), b.account, whatsapp.Outgoing{MessageID: "our-4", To: phone(ann.Phone), Template: &template})
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"name": "gate", "language": map[string]any{"code": "en_US"},
		"components": []any{
			map[string]any{"type": "header", "parameters": []any{
				map[string]any{"type": "image", "image": map[string]any{"link": "https://x.example/1.png"}},
			}},
			map[string]any{"type": "body", "parameters": []any{
				map[string]any{"type": "text", "text": "LH 1"}, map[string]any{"type": "text", "text": "B 42"},
			}},
			map[string]any{"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": []any{
				map[string]any{"type": "payload", "payload": "thanks"},
			}},
		},
	}, b.api.Sent()[0].Body["template"])

	template.Body = template.Body[:1]
	_, err = b.Send(t.Context(), b.account, whatsapp.Outgoing{To: phone(ann.Phone), Template: &template})
	var rejected *channels.RejectedError
	require.ErrorAs(t, err, &rejected)
	require.Equal(t, 132000, rejected.Code)
	template.Name = "none"
	_, err = b.Send(t.Context(), b.account, whatsapp.Outgoing{To: phone(ann.Phone), Template: &template})
	require.ErrorAs(t, err, &rejected)
	require.Equal(t, 132001, rejected.Code)
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	for _, language := range []string{"en_US", "de", "sv", "fr", "es"} {
		template := flight()
		template.Language = language
		b.api.AddTemplate(template)
	}
	listed, err := b.Templates(t.Context(), b.account)
	require.NoError(t, err)
	require.Len(t, listed, 5, "all pages")
	require.Equal(t, whatsapp.ListedTemplate{
		ID: "1", Name: "gate", Language: "en_US", Status: "approved", Category: "utility", HeaderFormat: "image",
		Body: "Flight {{1}} leaves from gate {{ 2 }}. Again: {{1}}", Footer: "Have a good flight",
		Buttons: []whatsapp.ListedButton{{Kind: "quick_reply", Text: "Thanks"}},
	}, listed[0])
	require.Equal(t, []string{"1", "2"}, listed[0].Parameters())

	require.NoError(t, listed[0].Fits(gate()))
	for words, change := range map[string]func(*whatsapp.ListedTemplate, *whatsapp.Template){
		"it is paused":          func(l *whatsapp.ListedTemplate, _ *whatsapp.Template) { l.Status = "paused" },
		"takes 2 values, and 1": func(_ *whatsapp.ListedTemplate, t *whatsapp.Template) { t.Body = t.Body[:1] },
		"no parameter of the name": func(_ *whatsapp.ListedTemplate, t *whatsapp.Template) {
			t.Body = []whatsapp.Value{{"flight", "x"}, {"gate", "y"}}
		},
		"image, and no value":          func(_ *whatsapp.ListedTemplate, t *whatsapp.Template) { t.Header = nil },
		"no value, and a value of the": func(l *whatsapp.ListedTemplate, _ *whatsapp.Template) { l.HeaderFormat, l.Header = "text", "Hello" },
		"a value of the template is":   func(_ *whatsapp.ListedTemplate, t *whatsapp.Template) { t.Body[0].Text = "" },
	} {
		l, template := listed[0], gate()
		change(&l, &template)
		require.ErrorContains(t, l.Fits(template), words)
	}

	named := whatsapp.ListedTemplate{Status: "approved", Body: "Hi {{first_name}}"}
	require.NoError(t, named.Fits(whatsapp.Template{Name: "n", Language: "en", Body: []whatsapp.Value{{Name: "first_name", Text: "Ann"}}}))
}

func TestCheckAndRegister(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	info, err := b.Check(t.Context(), b.account)
	require.NoError(t, err)
	require.Equal(t, whatsapp.Info{Phone: "15550783881", Name: "Parley", Quality: "green", Limit: "tier_1k"}, info)

	wrong := b.account
	wrong.PhoneNumberID = "999"
	_, err = b.Check(t.Context(), wrong)
	var rejected *channels.RejectedError
	require.ErrorAs(t, err, &rejected)

	front := newFront(t, b)
	require.ErrorContains(t, b.Register(t.Context(), b.account, "http://x.example/"), "https")
	require.NoError(t, b.Register(t.Context(), b.account, "https"+front.URL[len("http"):]))
	b.api.Write(numberID, ann, "hi")
	taken, err := b.api.Deliver(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, taken)

	stranger := b.account
	stranger.VerifyToken = "canary-other"
	err = b.Register(t.Context(), stranger, "https"+front.URL[len("http"):])
	require.ErrorAs(t, err, &rejected)
	require.NotContains(t, err.Error(), "canary")
}
