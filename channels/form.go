package channels

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/parleyhq/parley/conversation"
)

// Form says what has to be known of an inbox of a channel.
type Form struct {
	// Account says what is taken as the account's id; a form without a name takes
	// none, because there is none or because it follows from the credentials.
	Account Field
	// AccountOf returns the account that follows from the credentials; nil if none
	// does. "" says that they name none.
	AccountOf   func(credentials map[string]string) string
	Config      []Field
	Credentials []Field
}

// Field is one thing to know.
type Field struct {
	Name     string
	Required bool
	// Made says that a random value is made for it where none is given.
	Made bool
	// Guarded is a setting of where credentials go to: with another value they have
	// to be given anew, so that nobody takes them away who does not know them.
	Guarded bool
	// Check says in words what is wrong with a value, "" for nothing. Nil takes any.
	Check func(value string) string
}

// FieldError is what is wrong with one field, in words.
type FieldError struct {
	// Field is the field's path, as "credentials.token".
	Field, Problem string
}

// Complete checks what was given for an inbox and returns it with what follows
// from it. It reports every field that is missing, unknown or malformed, and
// never a value.
func (f Form) Complete(in conversation.InboxSettings) (conversation.InboxSettings, []FieldError) {
	var wrong []FieldError
	in.Config, wrong = complete("config", f.Config, in.Config, wrong)
	in.Credentials, wrong = complete("credentials", f.Credentials, in.Credentials, wrong)
	if f.AccountOf == nil {
		return in, append(wrong, f.checkAccount(in.Account)...)
	}
	account := f.AccountOf(in.Credentials)
	if in.Account != "" && account != "" && in.Account != account {
		wrong = append(wrong, FieldError{"account", "is not the account of these credentials"})
	}
	in.Account = account
	return in, wrong
}

func (f Form) checkAccount(account string) []FieldError {
	switch {
	case f.Account.Name == "" && account != "":
		return []FieldError{{"account", "is unknown: inboxes of this channel have none"}}
	case f.Account.Name == "":
		return nil
	case account == "":
		return []FieldError{{"account", "is missing: it is the " + f.Account.Name}}
	}
	if problem := f.Account.problem(account); problem != "" {
		return []FieldError{{"account", problem}}
	}
	return nil
}

func complete(group string, known []Field, given map[string]string, wrong []FieldError) (map[string]string, []FieldError) {
	given = maps.Clone(given)
	if given == nil {
		given = map[string]string{}
	}
	for _, field := range known {
		value := given[field.Name]
		if value == "" && field.Made {
			value = rand.Text() + rand.Text()
			given[field.Name] = value
		}
		switch problem := field.problem(value); {
		case value == "" && field.Required:
			wrong = append(wrong, FieldError{group + "." + field.Name, "is missing"})
		case value == "":
			delete(given, field.Name)
		case problem != "":
			wrong = append(wrong, FieldError{group + "." + field.Name, problem})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.ContainsFunc(known, func(f Field) bool { return f.Name == name }) {
			wrong = append(wrong, FieldError{group + "." + name, "is unknown"})
		}
	}
	return given, wrong
}

func (f Field) problem(value string) string {
	const longest = 4096
	switch {
	case len(value) > longest:
		return fmt.Sprintf("must have at most %d bytes", longest)
	case !conversation.PlainID(value):
		return "has control characters"
	case f.Check == nil || value == "":
		return ""
	default:
		return f.Check(value)
	}
}

// Redirects reports whether a change leads credentials elsewhere, so that they
// have to be given anew.
func (f Form) Redirects(before, after map[string]string) bool {
	return slices.ContainsFunc(f.Config, func(field Field) bool {
		return field.Guarded && before[field.Name] != after[field.Name]
	})
}

// Digits is a Check of ids that are numbers.
func Digits(value string) string {
	if strings.Trim(value, "0123456789") != "" {
		return "must be digits only"
	}
	return ""
}

// Address is a Check of base addresses: http or https, with nothing secret in it.
func Address(value string) string {
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "must be an http or https address without user, query and fragment"
	}
	return ""
}

// Word is a Check of secrets that a provider hands out: no space in them, as one
// that was copied along.
func Word(value string) string {
	if strings.ContainsAny(value, " \u00a0") {
		return "has a space in it"
	}
	return ""
}
