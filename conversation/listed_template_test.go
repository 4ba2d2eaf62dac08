package conversation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func TestWhatATemplateTakes(t *testing.T) {
	t.Parallel()
	listed := conversation.ListedTemplate{Status: "approved", Words: conversation.TemplateWords{
		HeaderFormat: "text", Header: "Flight {{1}}", Body: "Hello {{1}}, gate {{2}}; {{1}}.",
	}}
	values := func(texts ...string) conversation.Template {
		made := conversation.Template{Header: &conversation.TemplateHeader{Text: "AI131"}}
		for _, text := range texts {
			made.Body = append(made.Body, conversation.TemplateValue{Text: text})
		}
		return made
	}
	require.Empty(t, listed.Fits(values("Asha", "B42")))
	require.Equal(t, "takes 2 values in its body, and 1 are given", listed.Fits(values("Asha")))
	headless := values("Asha", "B42")
	headless.Header = nil
	require.Equal(t, "takes a value in its header", listed.Fits(headless))
	paused := listed
	paused.Status = "paused"
	require.Equal(t, "is not approved: it is paused", paused.Fits(values("Asha", "B42")))
	plain := listed
	plain.Words.Header = "Flights"
	require.Equal(t, "takes no text in its header", plain.Fits(values("Asha", "B42")))
	require.Empty(t, plain.Fits(headless))
	named := conversation.ListedTemplate{Status: "approved", Words: conversation.TemplateWords{Body: "Hi {{name}}"}}
	require.Equal(t, "has no parameter of the name who", named.Fits(conversation.Template{
		Body: []conversation.TemplateValue{{Name: "who", Text: "x"}},
	}))
}
