package campaign_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

func approved() campaign.Template {
	return campaign.Template{Approved: &conversation.Template{
		Name: "gate_change", Language: "en_US", Header: &conversation.TemplateHeader{Text: "{{flight}}"},
		Body:    []conversation.TemplateValue{{Text: "{{name}}"}, {Text: "gate {{ gate }}"}},
		Buttons: []conversation.TemplateButton{{Index: 0, Kind: "url", Value: "{{flight}}/pass"}},
	}}
}

func TestParametersGoWhereTheTemplateSays(t *testing.T) {
	t.Parallel()
	template := approved()
	require.Equal(t, []string{"flight", "name", "gate"}, template.Parameters())
	values := map[string]string{"flight": "AI131", "name": "Asha", "gate": "B42"}
	require.Empty(t, template.Check(values))

	filled := template.Fill(values, "Hello {{1}}, please go to {{2}}.")
	require.Equal(t, "AI131", filled.Approved.Header.Text)
	require.Equal(t, []conversation.TemplateValue{{Text: "Asha"}, {Text: "gate B42"}}, filled.Approved.Body)
	require.Equal(t, "AI131/pass", filled.Approved.Buttons[0].Value)
	require.Equal(t, "Hello Asha, please go to gate B42.", filled.Text)
	require.Equal(t, "[gate_change] Asha gate B42", template.Fill(values, "").Text, "its words are not known")
	require.Equal(t, approved(), template, "the campaign's own template stays as it is")

	text := campaign.Template{Text: "Hi {{name}}, {{name}}!"}
	require.Equal(t, "Hi Asha, Asha!", text.Fill(map[string]string{"name": "Asha"}, "").Text)
}

// What a value holds is never taken for a parameter.
func TestValuesAreNotTemplates(t *testing.T) {
	t.Parallel()
	text := campaign.Template{Text: "{{a}} {{b}}"}
	require.Equal(t, "{{b}} $1", text.Fill(map[string]string{"a": "{{b}}", "b": "$1"}, "").Text)
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		require.Equal(t, conversation.Clean(a+" "+b), text.Fill(map[string]string{"a": a, "b": b}, "").Text)
	})
}

func TestValuesThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		template campaign.Template
		values   map[string]string
		field    string
		reason   string
	}{
		{campaign.Template{Text: "{{a}}"}, nil, "a", "is missing"},
		{campaign.Template{Text: "{{a}}"}, map[string]string{"a": "  "}, "a", "is missing"},
		{campaign.Template{Text: "{{a}}"}, map[string]string{"a": strings.Repeat("ä", 1025)}, "a", "has more than 1024 characters"},
		{campaign.Template{Text: "x"}, map[string]string{"b": "1"}, "b", "is no parameter of the template"},
		{
			approved(),
			map[string]string{"flight": "a\nb", "name": "n", "gate": "g"},
			"flight",
			"has line breaks, tabs or more than four spaces in a row, which WhatsApp refuses",
		},
	} {
		require.Equal(t, []campaign.FieldProblem{{Field: row.field, Reason: row.reason}}, row.template.Check(row.values))
	}
	require.Empty(t, campaign.Template{Text: "{{a}}"}.Check(map[string]string{"a": "two\nlines"}))
}

func TestTemplatesFitTheirChannel(t *testing.T) {
	t.Parallel()
	mixed := approved()
	mixed.Approved.Body[0].Name = "who"
	torn := approved()
	torn.Approved.Body[0].Text = "name}}"
	for _, row := range []struct {
		channel  conversation.Channel
		template campaign.Template
		field    string
	}{
		{conversation.ChannelWhatsApp, approved(), ""},
		{conversation.ChannelWebhook, campaign.Template{Text: "hi"}, ""},
		{conversation.ChannelWhatsApp, campaign.Template{Text: "hi"}, "template.approved"},
		{conversation.ChannelWhatsApp, campaign.Template{Text: "hi", Approved: approved().Approved}, "template.text"},
		{conversation.ChannelTelegram, approved(), "template.approved"},
		{conversation.ChannelTelegram, campaign.Template{Text: " "}, "template.text"},
		{conversation.ChannelWebhook, campaign.Template{Text: strings.Repeat("x", 4097)}, "template.text"},
		{conversation.ChannelWebhook, campaign.Template{Text: "{{to}}"}, "template"},
		{conversation.ChannelWebhook, campaign.Template{Text: "Hello {{name"}, "template"},
		{conversation.ChannelWebhook, campaign.Template{Text: "Hello {{first name}}"}, "template"},
		{conversation.ChannelWebhook, campaign.Template{Text: "Hello {{{name}}} {x}"}, ""},
		{conversation.ChannelWhatsApp, torn, "template"},
		{conversation.ChannelWhatsApp, campaign.Template{Approved: &conversation.Template{Name: "x"}}, "template.approved.language"},
		{conversation.ChannelWhatsApp, mixed, "template.approved.body"},
	} {
		problems := row.template.Validate(row.channel)
		if row.field == "" {
			require.Empty(t, problems)
			continue
		}
		require.NotEmpty(t, problems, row.field)
		require.Equal(t, row.field, problems[0].Field)
	}
}

// A header may be a file at an address, of each person's own if the address holds
// a parameter.
func TestAHeaderThatIsAFile(t *testing.T) {
	t.Parallel()
	with := func(kind conversation.Kind, url, text string) campaign.Template {
		template := approved()
		template.Approved.Header = &conversation.TemplateHeader{
			Text: text, Attachment: &conversation.Attachment{Kind: kind, MIME: campaign.HeaderMIME(kind), URL: url, Name: "{{flight}}.pdf"},
		}
		return template
	}
	const address = "https://files.example/{{flight}}.pdf"
	template := with(conversation.KindDocument, address, "")
	require.Empty(t, template.Validate(conversation.ChannelWhatsApp))
	filled := template.Fill(map[string]string{"flight": "AI131", "name": "Asha", "gate": "B42"}, "").Approved
	require.Equal(t, "https://files.example/AI131.pdf", filled.Header.Attachment.URL)
	require.Equal(t, "AI131.pdf", filled.Header.Attachment.Name)
	require.Equal(t, address, template.Approved.Header.Attachment.URL, "the campaign's own template stays as it is")

	for _, wrong := range []campaign.Template{
		with(conversation.KindAudio, address, ""), with(conversation.KindDocument, "http://files.example/x", ""), with(conversation.KindImage, address, "x"),
	} {
		problems := wrong.Validate(conversation.ChannelWhatsApp)
		require.Len(t, problems, 1)
		require.Equal(t, "template.approved.header_file", problems[0].Field)
	}

	listed := conversation.ListedTemplate{Status: "approved", Words: conversation.TemplateWords{Body: "{{1}} {{2}}", HeaderFormat: "document"}}
	require.Empty(t, listed.Fits(*template.Approved))
	require.Contains(t, listed.Fits(*with(conversation.KindImage, address, "").Approved), "a document")
	require.Contains(t, listed.Fits(conversation.Template{Body: template.Approved.Body}), "a document")
	listed.Words.HeaderFormat = ""
	require.Contains(t, listed.Fits(*template.Approved), "no file")
}
