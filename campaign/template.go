package campaign

import (
	"regexp"
	"slices"
	"strings"

	"github.com/parleyhq/parley/conversation"
)

// Template is what is sent: a text, or a template that the provider has
// approved. In both, {{name}} stands for a parameter: in the text itself, or in
// the values of the approved template, which so say where each parameter goes.
type Template struct {
	Text     string                 `json:"text,omitempty"`
	Approved *conversation.Template `json:"approved,omitempty"`
}

// Filled is a template with the parameters of one message in their places.
type Filled struct {
	// Text is what people read; of an approved template whose words are not known
	// here, its name and values.
	Text     string
	Approved *conversation.Template
}

// FieldProblem names a field that is not acceptable and says why.
type FieldProblem struct {
	Field  string
	Reason string
}

// The limits. Providers have narrower ones of their own.
const (
	maxText       = 4096
	maxParameter  = 1024
	maxParameters = 50
)

// Validate says what keeps the template from being sent on a channel, none if
// nothing does.
func (t Template) Validate(channel conversation.Channel) []FieldProblem {
	var problems []FieldProblem
	add := func(field, reason string) { problems = append(problems, FieldProblem{field, reason}) }
	approved := channel == conversation.ChannelWhatsApp
	switch {
	case approved && t.Approved == nil:
		add("template.approved", "is missing: WhatsApp takes approved templates only")
	case approved && t.Text != "":
		add("template.text", "is not sent on WhatsApp: the approved template has words of its own")
	case !approved && t.Approved != nil:
		add("template.approved", "is for WhatsApp only: write the text")
	case !approved && strings.TrimSpace(t.Text) == "":
		add("template.text", "is missing")
	}
	if len([]rune(t.Text)) > maxText {
		add("template.text", "has more than 4096 characters")
	}
	if a := t.Approved; a != nil {
		problems = append(problems, validateApproved(*a)...)
	}
	if t.torn() {
		add("template", "has braces that hold no parameter: one is written {{name}}, of letters without accents, digits and _")
	}
	if len(t.Parameters()) > maxParameters {
		add("template", "has more than 50 parameters")
	}
	if i := slices.IndexFunc(t.Parameters(), reserved); i >= 0 {
		add("template", "has a parameter "+t.Parameters()[i]+", which is a column of its own in a file of recipients")
	}
	return problems
}

func validateApproved(a conversation.Template) []FieldProblem {
	var problems []FieldProblem
	if a.Name == "" {
		problems = append(problems, FieldProblem{"template.approved.name", "is missing"})
	}
	if a.Language == "" {
		problems = append(problems, FieldProblem{"template.approved.language", "is missing"})
	}
	if reason := headerProblem(a.Header); reason != "" {
		problems = append(problems, FieldProblem{"template.approved.header_file", reason})
	}
	for _, v := range a.Body {
		if (v.Name == "") != (a.Body[0].Name == "") {
			problems = append(problems, FieldProblem{"template.approved.body", "names some of its values and not others"})
			break
		}
	}
	return problems
}

// Parameters are the names of the parameters in the order in which they first
// appear.
func (t Template) Parameters() []string {
	var names []string
	t.each(func(pattern string) string {
		for _, match := range placeholder().FindAllStringSubmatch(pattern, -1) {
			if !slices.Contains(names, match[1]) {
				names = append(names, match[1])
			}
		}
		return pattern
	})
	return names
}

// torn reports whether braces stand somewhere that would go out as they are:
// {{name} or {{first name}}.
func (t Template) torn() bool {
	torn := false
	t.each(func(pattern string) string {
		rest := placeholder().ReplaceAllString(pattern, " ")
		torn = torn || strings.Contains(rest, "{{") || strings.Contains(rest, "}}")
		return pattern
	})
	return torn
}

// Check says what is wrong with the values for one message: a parameter is
// missing, too long, or none of the template's.
func (t Template) Check(values map[string]string) []FieldProblem {
	var problems []FieldProblem
	names := t.Parameters()
	for _, name := range names {
		value := values[name]
		switch {
		case strings.TrimSpace(value) == "":
			problems = append(problems, FieldProblem{name, "is missing"})
		case len([]rune(value)) > maxParameter:
			problems = append(problems, FieldProblem{name, "has more than 1024 characters"})
		case t.Approved != nil && (strings.ContainsAny(value, "\n\r\t") || strings.Contains(value, "     ")):
			problems = append(problems, FieldProblem{name, "has line breaks, tabs or more than four spaces in a row, which WhatsApp refuses"})
		}
	}
	var strangers []string
	for name := range values {
		if !slices.Contains(names, name) {
			strangers = append(strangers, name)
		}
	}
	slices.Sort(strangers)
	for _, name := range strangers {
		problems = append(problems, FieldProblem{name, "is no parameter of the template"})
	}
	return problems
}

// Fill puts values into their places. words are those of the approved template
// as the provider keeps them, "" if they are not known.
func (t Template) Fill(values map[string]string, words string) Filled {
	filled := t.each(func(pattern string) string {
		return placeholder().ReplaceAllStringFunc(pattern, func(match string) string {
			return values[placeholder().FindStringSubmatch(match)[1]]
		})
	})
	f := Filled{Text: conversation.Clean(filled.Text), Approved: filled.Approved}
	if f.Approved != nil {
		f.Text = conversation.Clean(f.Approved.Words(words))
	}
	return f
}

// each applies do to every part that may hold parameters, in a copy.
func (t Template) each(do func(pattern string) string) Template {
	out := Template{Text: do(t.Text)}
	if t.Approved == nil {
		return out
	}
	a := *t.Approved
	if a.Header != nil {
		header := *a.Header
		header.Text = do(header.Text)
		if header.Attachment != nil {
			file := *header.Attachment
			file.URL, file.Name = do(file.URL), do(file.Name)
			header.Attachment = &file
		}
		a.Header = &header
	}
	a.Body, a.Buttons = slices.Clone(a.Body), slices.Clone(a.Buttons)
	for i := range a.Body {
		a.Body[i].Text = do(a.Body[i].Text)
	}
	for i := range a.Buttons {
		a.Buttons[i].Value = do(a.Buttons[i].Value)
	}
	out.Approved = &a
	return out
}

// placeholder finds the parameters of a pattern.
func placeholder() *regexp.Regexp { return regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`) }
