package api

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"
)

// maxDepth is how deeply a body may nest; the deepest schema needs four.
const maxDepth = 16

// checkJSON returns a problem unless raw is exactly one JSON value that means
// the same to every reader: valid UTF-8, no lone surrogates, no member twice in
// an object, no NUL in a text (Postgres takes none), no absurd nesting.
func checkJSON(raw []byte) error {
	decoder := jsontext.NewDecoder(bytes.NewReader(raw))
	for {
		token, err := decoder.ReadToken()
		if err != nil {
			return malformed(err)
		}
		if decoder.StackDepth() > maxDepth {
			return unreadable(decoder.StackPointer(), "nests too deeply")
		}
		if token.Kind() == '"' && strings.ContainsRune(token.String(), 0) {
			return unreadable(decoder.StackPointer(), "contains a NUL character")
		}
		if decoder.StackDepth() == 0 {
			break
		}
	}
	if _, err := decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return refuse(kindMalformed, "The body must be one JSON value and nothing after it.")
	}
	return nil
}

// malformed says where JSON stops being JSON.
func malformed(err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		errors.As(err, &syntax)
		return unreadable(syntax.JSONPointer, "is there twice")
	case errors.As(err, &syntax):
		return unreadable(syntax.JSONPointer, "is not valid JSON in UTF-8")
	default:
		// The body ended early: empty, or cut off.
		return refuse(kindMalformed, "The body must be a JSON object.")
	}
}

func unreadable(where jsontext.Pointer, reason string) *problem {
	p := refuse(kindMalformed, "The body cannot be read as JSON.")
	p.fields = []FieldError{{Field: fieldOf(where), Reason: reason}}
	return p
}

// strictBinder decodes the checked body into what a handler takes. Member names
// match exactly, and one that the handler does not know is refused, whatever
// the schema said before.
type strictBinder struct{}

// Bind implements echo.Binder.
func (strictBinder) Bind(target any, c echo.Context) error {
	err := json.Unmarshal(callOf(c.Request().Context()).body, target, json.RejectUnknownMembers(true))
	var semantic *json.SemanticError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, json.ErrUnknownName) && errors.As(err, &semantic):
		return invalid(FieldError{Field: fieldOf(semantic.JSONPointer), Reason: "is unknown"})
	case errors.As(err, &semantic) && semantic.GoType == reflect.TypeFor[time.Time]():
		return invalid(FieldError{Field: fieldOf(semantic.JSONPointer), Reason: formatReason})
	case errors.As(err, &semantic):
		return invalid(FieldError{Field: fieldOf(semantic.JSONPointer), Reason: "has a value that cannot be"})
	default:
		return malformed(err)
	}
}

// fieldOf writes a JSON pointer as people write paths: "attachments[0].url".
func fieldOf(pointer jsontext.Pointer) string {
	var parts []string
	for token := range pointer.Tokens() {
		parts = append(parts, token)
	}
	return fieldPath(parts)
}

// fieldPath joins the parts of a path; numbers are indexes. A name of the
// client's own is cut to what fits on a line.
func fieldPath(parts []string) string {
	const longest = 100
	var b strings.Builder
	for i, part := range parts {
		if runes := []rune(part); len(runes) > longest {
			part = string(runes[:longest]) + "…"
		}
		switch {
		case strings.Trim(part, "0123456789") == "" && i > 0 && part != "":
			b.WriteString("[" + part + "]")
		case i > 0:
			b.WriteString("." + part)
		default:
			b.WriteString(part)
		}
	}
	return b.String()
}
