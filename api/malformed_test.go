package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

// No body makes the server fail: every operation that takes JSON gets every
// member of its body wrong, one at a time.
func TestMalformedBodies(t *testing.T) {
	t.Parallel()
	document := contract(t)
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)

	sent := 0
	for path, item := range document.Paths.Map() {
		for method, operation := range item.Operations() {
			if operation.RequestBody == nil || !strings.HasPrefix(path, "/v1/") {
				continue
			}
			media := operation.RequestBody.Value.Content.Get("application/json")
			if media == nil {
				continue
			}
			url := strings.ReplaceAll(path, "{id}", nobody)
			for _, m := range mutations(media.Schema.Value) {
				a := b.do(t, method, url, m.body, admin)
				require.Less(t, a.status, 500, "%s %s %s: %s", method, path, m.name, a.body)
				if m.refused {
					require.GreaterOrEqual(t, a.status, 400, "%s %s %s: %s", method, path, m.name, a.body)
				}
				sent++
			}
		}
	}
	require.Greater(t, sent, 400)
}

// An id that is no UUID belongs to nothing, on every route that has one.
func TestIDsThatAreNone(t *testing.T) {
	t.Parallel()
	document := contract(t)
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	for path, item := range document.Paths.Map() {
		if !strings.HasPrefix(path, "/v1/") || !strings.Contains(path, "{id}") {
			continue
		}
		for method := range item.Operations() {
			if strings.HasSuffix(path, "/messages") && method == http.MethodPost {
				continue // of an inbox: for API keys
			}
			for _, id := range []string{"7", "none", strings.ReplaceAll(nobody, "-", ""), nobody + "0", "%00", "..%2f..%2fetc"} {
				a := b.do(t, method, strings.ReplaceAll(path, "{id}", id), nil, admin)
				require.Contains(t, []int{404, 405}, a.status, "%s %s %s: %s", method, path, id, a.body)
			}
		}
	}
}

// mutation is a body with something wrong in it.
type mutation struct {
	name string
	body string
	// refused says that it must be.
	refused bool
}

func mutations(s *openapi3.Schema) []mutation {
	all := []mutation{
		{"no body", "", false},
		{"a list", "[]", true},
		{"a text", `"x"`, true},
		{"a number", "5", true},
		{"cut off", `{"`, true},
		{"unknown member", with(s, "no_such_member", "true"), true},
		{"twice", strings.Replace(with(s, "x", "1"), "{", `{"x":2,`, 1), true},
		{"NUL", with(s, "x", "\"a\\u0000b\""), true},
		{"deep", strings.Repeat(`{"a":`, 50) + "1" + strings.Repeat("}", 50), true},
	}
	for name, property := range s.Properties {
		p := property.Value
		for what, value := range map[string]string{
			"text": `"x"`, "number": "5.5", "huge": "1e400", "negative": "-1", "true": "true", "list": `[[]]`, "object": `{"a":{"b":1}}`,
			"control": `"\u0001\u200b"`, "one megabyte": `"` + strings.Repeat("x", 1000<<10) + `"`, "surrogate": `"\ud800"`,
			"long list": "[" + strings.Repeat(`"x",`, 2000) + `"x"]`, "list of objects": `[{"a":1},{"a":1}]`,
		} {
			all = append(all, mutation{name + " is " + what, with(s, name, value), wrongType(p, value)})
		}
	}
	return all
}

// wrongType reports whether a value can in no way be what a schema wants.
func wrongType(s *openapi3.Schema, value string) bool {
	switch {
	case s.Type == nil:
		return false
	case s.Type.Is("string"):
		return value[0] != '"'
	case s.Type.Is("boolean"):
		return value != "true"
	case s.Type.Is("array"):
		return value[0] != '['
	case s.Type.Is("object"):
		return value[0] != '{'
	default:
		return value[0] == '"' || value[0] == '[' || value[0] == '{' || value == "true"
	}
}

// with is a body that has what is required, and one member of a value.
func with(s *openapi3.Schema, name, value string) string {
	members := map[string]json.RawMessage{name: json.RawMessage(value)}
	var body strings.Builder
	body.WriteString("{")
	for _, required := range s.Required {
		if _, given := members[required]; !given {
			body.WriteString(quoteJSON(required) + ":" + sample(s.Properties[required].Value) + ",")
		}
	}
	body.WriteString(quoteJSON(name) + ":" + value + "}")
	return body.String()
}

// sample is some value that a schema allows.
func sample(s *openapi3.Schema) string {
	switch {
	case len(s.Enum) > 0:
		return quoteJSON(s.Enum[0].(string))
	case s.Format == "date-time":
		return `"2026-01-02T10:00:00Z"`
	case s.Type.Is("boolean"):
		return "true"
	case s.Type.Is("integer"), s.Type.Is("number"):
		return "1"
	case s.Type.Is("array"):
		if s.MinItems > 0 {
			return "[" + sample(s.Items.Value) + "]"
		}
		return "[]"
	case s.Type.Is("object"):
		return "{}"
	default:
		return `"sample words of some length"`
	}
}

func quoteJSON(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(raw)
}
