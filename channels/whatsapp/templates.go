package whatsapp

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/parleyhq/parley/channels/graph"
)

// ListedTemplate is a template of the business account as Meta keeps it. Name and
// Language together name it.
type ListedTemplate struct {
	ID       string
	Name     string
	Language string
	// Status and Category are Meta's words in lower case: approved, rejected, …;
	// marketing, utility, authentication.
	Status   string
	Category string
	// HeaderFormat is text, image, video, document or location, "" without header.
	HeaderFormat string
	Header       string
	Body         string
	Footer       string
	Buttons      []ListedButton
}

// ListedButton is a button of a template.
type ListedButton struct {
	// Kind is Meta's word in lower case: quick_reply, url, phone_number, …
	Kind string
	Text string
	URL  string
}

// Templates lists the templates of the account's business, all pages. It fails
// as Send does.
func (c *Channel) Templates(ctx context.Context, account Account) ([]ListedTemplate, error) {
	if err := account.Validate(); err != nil {
		return nil, err
	}
	var templates []ListedTemplate
	query := url.Values{
		"limit":  {"100"},
		"fields": {"id,name,language,status,category,components"},
	}
	// There are 6,000 templates at most.
	const pages = 100
	for range pages {
		answer, err := c.api.Do(ctx, graph.Call{
			Method: http.MethodGet, Path: []string{account.BusinessID, "message_templates"}, Query: query, Token: account.Token,
		})
		if err != nil {
			return nil, c.table.Repeatable(err)
		}
		for _, item := range answer.Objects("data") {
			if item.Text("name") != "" {
				templates = append(templates, listedTemplate(item))
			}
		}
		after := answer.Object("paging").Object("cursors").Text("after")
		if after == "" || after == query.Get("after") || len(answer.Objects("data")) == 0 {
			break
		}
		query.Set("after", after)
	}
	return templates, nil
}

func listedTemplate(item graph.Object) ListedTemplate {
	t := ListedTemplate{
		ID: item.Text("id"), Name: item.Text("name"), Language: item.Text("language"),
		Status: strings.ToLower(item.Text("status")), Category: strings.ToLower(item.Text("category")),
	}
	for _, component := range item.Objects("components") {
		switch component.Text("type") {
		case "HEADER":
			t.HeaderFormat, t.Header = strings.ToLower(component.Text("format")), component.Text("text")
		case "BODY":
			t.Body = component.Text("text")
		case "FOOTER":
			t.Footer = component.Text("text")
		case "BUTTONS":
			for _, b := range component.Objects("buttons") {
				t.Buttons = append(t.Buttons, ListedButton{Kind: strings.ToLower(b.Text("type")), Text: b.Text("text"), URL: b.Text("url")})
			}
		}
	}
	return t
}

// Parameters are the names of the body's parameters in the order in which they
// first appear: "1", "2", … for positional ones.
func (l ListedTemplate) Parameters() []string { return parameters(l.Body) }

func parameters(text string) []string {
	var names []string
	for _, match := range regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`).FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, match[1]) {
			names = append(names, match[1])
		}
	}
	return names
}

// Fits says in words what would make WhatsApp refuse a send of this template with
// these values, as a *channels.RejectedError, nil if nothing would.
func (l ListedTemplate) Fits(t Template) error {
	if l.Status != "approved" {
		return reject("the template is not approved: it is " + l.Status)
	}
	if err := t.build(request{}); err != nil {
		return err
	}
	if err := l.fitsBody(t.Body); err != nil {
		return err
	}
	return l.fitsHeader(t.Header)
}

func (l ListedTemplate) fitsBody(values []Value) error {
	wanted := l.Parameters()
	if len(values) != len(wanted) {
		return reject(fmt.Sprintf("the template takes %d values, and %d are given", len(wanted), len(values)))
	}
	for _, v := range values {
		if v.Name != "" && !slices.Contains(wanted, v.Name) {
			return reject("the template has no parameter of the name " + v.Name)
		}
	}
	return nil
}

func (l ListedTemplate) fitsHeader(h *Header) error {
	given := ""
	if h != nil {
		given = "text"
		if h.File != nil {
			given = string(h.File.Kind)
		}
	}
	wanted := l.HeaderFormat
	if wanted == "text" && len(parameters(l.Header)) == 0 {
		wanted = ""
	}
	if given != wanted {
		return reject(fmt.Sprintf("the header of the template takes %s, and %s is given", named(wanted), named(given)))
	}
	return nil
}

func named(format string) string {
	if format == "" {
		return "no value"
	}
	return "a value of the kind " + format
}
