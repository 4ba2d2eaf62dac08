package whatsapp_test

import (
	"encoding/json"
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

// TestTemplateValues: each kind of value in WhatsApp's form.
func TestTemplateValues(t *testing.T) {
	t.Parallel()
	file := func(kind provider.Kind) *whatsapp.File {
		return &whatsapp.File{Kind: kind, MediaID: "7", Name: "a.pdf"}
	}
	for name, row := range map[string]struct {
		template whatsapp.Template
		want     string
	}{
		"none":         {whatsapp.Template{}, `null`},
		"named":        {whatsapp.Template{Body: []whatsapp.Value{{Name: "gate", Text: "B"}}}, `[{"type":"body","parameters":[{"type":"text","parameter_name":"gate","text":"B"}]}]`},
		"header text":  {whatsapp.Template{Header: &whatsapp.Header{Name: "who", Text: "Ann"}}, `[{"type":"header","parameters":[{"type":"text","parameter_name":"who","text":"Ann"}]}]`},
		"header file":  {whatsapp.Template{Header: &whatsapp.Header{File: file(provider.KindDocument)}}, `[{"type":"header","parameters":[{"type":"document","document":{"id":"7","filename":"a.pdf"}}]}]`},
		"header video": {whatsapp.Template{Header: &whatsapp.Header{File: file(provider.KindVideo)}}, `[{"type":"header","parameters":[{"type":"video","video":{"id":"7"}}]}]`},
		"address":      {whatsapp.Template{Buttons: []whatsapp.ButtonValue{{Index: 1, Kind: whatsapp.ButtonURL, Value: "x/1"}}}, `[{"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"x/1"}]}]`},
		"code":         {whatsapp.Template{Buttons: []whatsapp.ButtonValue{{Kind: whatsapp.ButtonCode, Value: "25OFF"}}}, `[{"type":"button","sub_type":"copy_code","index":"0","parameters":[{"type":"coupon_code","coupon_code":"25OFF"}]}]`},
	} {
		c, asked := answering(t, 200, `{"messages":[{"id":"wamid.T"}]}`)
		row.template.Name, row.template.Language = "n", "en"
		_, err := c.Send(t.Context(), account(), whatsapp.Outgoing{To: phone("1"), Template: &row.template})
		require.NoError(t, err)
		template, _ := asked()["template"].(map[string]any)
		got, err := json.Marshal(template["components"])
		require.NoError(t, err)
		require.JSONEq(t, row.want, string(got), name)
	}
}

// TestAnswers that are not as they should be: without an id nobody knows.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"messages":[]}`, `{"messages":[{"id":""}]}`, `[]`, `<html>`} {
		c, _ := answering(t, 200, body)
		_, err := c.Send(t.Context(), account(), hello())
		var unknown *channels.UnknownError
		require.ErrorAs(t, err, &unknown, body)
	}
	c, _ := answering(t, 200, `{"contacts":[{"input":"1","wa_id":"2"}],"messages":[{"id":"w","message_status":"held_for_quality_assessment"}]}`)
	sent, err := c.Send(t.Context(), account(), hello())
	require.NoError(t, err)
	require.Contains(t, sent.Note, "holds the message back")
	require.Equal(t, phone("2"), sent.Learnt, "what WhatsApp calls the number counts")
	c, _ = answering(t, 200, `{"contacts":[{"wa_id":"1"},{"wa_id":"2"}],"messages":[{"id":"w"}]}`)
	sent, err = c.Send(t.Context(), account(), hello())
	require.NoError(t, err)
	require.Empty(t, sent.Learnt)
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
