package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// acceptBody returns a JSON body without the nulls that say nothing, or a
// problem that names every field which the schema does not allow.
func acceptBody(schema *openapi3.Schema, raw []byte) ([]byte, error) {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return nil, refuse(kindMalformed, "The body cannot be read as JSON.")
	}
	if dropNulls(schema, value) {
		var err error
		if raw, err = withoutNulls(schema, raw); err != nil {
			return nil, err
		}
	}
	err := schema.VisitJSON(value, openapi3.MultiErrors(), openapi3.VisitAsRequest())
	if err == nil {
		return raw, nil
	}
	fields := fieldErrors(err, "")
	if len(fields) == 0 {
		fields = []FieldError{{Reason: "must be a JSON object"}}
	}
	return nil, invalid(fields...)
}

// withoutNulls writes a body again, with its numbers as they were written.
func withoutNulls(schema *openapi3.Schema, raw []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("decode body: %w", err)
	}
	dropNulls(schema, value)
	written, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("encode body: %w", err)
	}
	return written, nil
}

// dropNulls removes members that are null and might as well be absent, and
// reports whether there were any. Many clients write what they do not have as
// null.
func dropNulls(schema *openapi3.Schema, value any) bool {
	dropped := false
	switch value := value.(type) {
	case []any:
		if schema.Items == nil {
			return false
		}
		for _, item := range value {
			dropped = dropNulls(schema.Items.Value, item) || dropped
		}
	case map[string]any:
		for name, member := range value {
			property := schema.Properties[name]
			switch {
			case property == nil:
			case member != nil:
				dropped = dropNulls(property.Value, member) || dropped
			case !property.Value.Nullable && !slices.Contains(schema.Required, name):
				delete(value, name)
				dropped = true
			}
		}
	}
	return dropped
}

// checkQuery returns a problem that names every query parameter which the
// operation does not know or does not allow.
func checkQuery(parameters openapi3.Parameters, raw string) error {
	// What does not parse would be passed over, and a filter with it.
	query, err := url.ParseQuery(raw)
	if err != nil {
		return refuse(kindMalformed, "The query of the address cannot be read: a % needs two hexadecimal digits, a ; must be written %3B.")
	}
	var fields []FieldError
	for name, values := range query {
		switch parameter := parameters.GetByInAndName(openapi3.ParameterInQuery, name); {
		case parameter == nil:
			fields = append(fields, FieldError{Field: fieldPath([]string{name}), Reason: "is unknown"})
		case len(values) > 1:
			fields = append(fields, FieldError{Field: name, Reason: "is there twice"})
		default:
			fields = append(fields, checkParameter(parameter, values[0])...)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	slices.SortFunc(fields, func(a, b FieldError) int { return strings.Compare(a.Field, b.Field) })
	p := refuse(kindMalformed, "The request has query parameters that are not acceptable.")
	p.fields = fields
	return p
}

func checkParameter(parameter *openapi3.Parameter, text string) []FieldError {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return []FieldError{{Field: parameter.Name, Reason: "is not text"}}
	}
	var value any = text
	switch kind := parameter.Schema.Value.Type; {
	case kind.Is(openapi3.TypeInteger):
		number, err := strconv.Atoi(text)
		if err != nil {
			return []FieldError{{Field: parameter.Name, Reason: "must be a whole number"}}
		}
		value = float64(number)
	case kind.Is(openapi3.TypeBoolean):
		if text != "true" && text != "false" {
			return []FieldError{{Field: parameter.Name, Reason: "must be true or false"}}
		}
		value = text == "true"
	}
	err := parameter.Schema.Value.VisitJSON(value, openapi3.MultiErrors(), openapi3.VisitAsRequest())
	return fieldErrors(err, parameter.Name)
}

// fieldErrors lists what a schema found, under a field's name or, for a body,
// under the path of each field.
func fieldErrors(err error, field string) []FieldError {
	var several openapi3.MultiError
	if errors.As(err, &several) {
		var all []FieldError
		for _, one := range several {
			all = append(all, fieldErrors(one, field)...)
		}
		return all
	}
	var one *openapi3.SchemaError
	if !errors.As(err, &one) {
		return nil
	}
	path := one.JSONPointer()
	if unknown := unknownMember(one); unknown != "" {
		path = append(path, unknown)
	}
	if field == "" {
		field = fieldPath(path)
	}
	return []FieldError{{Field: field, Reason: reasonOf(one)}}
}

// unknownMember returns the member that the schema has no place for, which is
// named in the error's text only.
func unknownMember(e *openapi3.SchemaError) string {
	quoted, found := strings.CutPrefix(e.Reason, "property ")
	quoted, unsupported := strings.CutSuffix(quoted, " is unsupported")
	if e.SchemaField != "properties" || !found || !unsupported {
		return ""
	}
	name, err := strconv.Unquote(quoted)
	if err != nil {
		return ""
	}
	return name
}

// reasonOf says in words what a schema has against a value, without quoting it.
func reasonOf(e *openapi3.SchemaError) string {
	number := func(n uint64) string { return strconv.FormatUint(n, 10) }
	decimal := func(f *float64) string { return strconv.FormatFloat(*f, 'f', -1, 64) }
	switch s := e.Schema; e.SchemaField {
	case "properties":
		return "is unknown"
	case "required":
		return "is missing"
	case "nullable", "type":
		return "must be " + article(s)
	case "format":
		return formatReason
	case "minLength":
		if s.MinLength == 1 {
			return "is empty"
		}
		return "must have " + number(s.MinLength) + " characters or more"
	case "maxLength":
		return "must have at most " + number(*s.MaxLength) + " characters"
	case "minItems":
		return "must have " + number(s.MinItems) + " items or more"
	case "maxItems":
		return "must have at most " + number(*s.MaxItems) + " items"
	case "uniqueItems":
		return "has an item twice"
	case "minimum":
		return "must be " + decimal(s.Min) + " or more"
	case "maximum":
		return "must be at most " + decimal(s.Max)
	case "enum":
		allowed := make([]string, 0, len(s.Enum))
		for _, value := range s.Enum {
			if text, ok := value.(string); ok {
				allowed = append(allowed, text)
			}
		}
		return "must be one of " + strings.Join(allowed, ", ")
	default:
		return "has a value that cannot be"
	}
}

// formatReason is about the one format that openapi.yaml asks of requests.
const formatReason = "must be an instant as in RFC 3339, such as 2026-01-02T10:00:00Z"

func article(s *openapi3.Schema) string {
	switch {
	case s.Type.Is(openapi3.TypeObject):
		return "an object"
	case s.Type.Is(openapi3.TypeArray):
		return "a list"
	case s.Type.Is(openapi3.TypeInteger):
		return "a whole number"
	case s.Type.Is(openapi3.TypeNumber):
		return "a number"
	case s.Type.Is(openapi3.TypeBoolean):
		return "true or false"
	default:
		return "a text"
	}
}
