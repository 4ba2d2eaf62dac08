package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

// bind decodes a body as the generated code does.
func bind(raw []byte, target any) error {
	request := httptest.NewRequest(http.MethodPost, "/", nil)
	request = request.WithContext(withCall(request.Context(), &call{body: raw}))
	return strictBinder{}.Bind(target, echo.New().NewContext(request, httptest.NewRecorder()))
}

// The binder refuses by itself what the schema refuses before it: a hole in the
// one is not a hole in the server.
func TestBinderIsStrict(t *testing.T) {
	t.Parallel()
	for body, field := range map[string]string{
		`{"email":"a","password":"b","role":"admin"}`: "role",
		`{"EMAIL":"a","password":"b"}`:                "EMAIL",
		`{"email":1,"password":"b"}`:                  "email",
		`{"email":"a","password":["b"]}`:              "password",
	} {
		var login Login
		var p *problem
		require.ErrorAs(t, bind([]byte(body), &login), &p)
		require.Equal(t, kindInvalid, p.kind)
		require.Equal(t, field, p.fields[0].Field, body)
	}
	var login Login
	require.NoError(t, bind([]byte(`{"email":"a","password":"b"}`), &login))
	require.Equal(t, Login{Email: "a", Password: "b"}, login)
}

func TestFieldPaths(t *testing.T) {
	t.Parallel()
	for path, parts := range map[string][]string{
		"":                             nil,
		"text":                         {"text"},
		"from.id":                      {"from", "id"},
		"attachments[0].url":           {"attachments", "0", "url"},
		"0":                            {"0"},
		"a..b":                         {"a", "", "b"},
		strings.Repeat("ä", 100) + "…": {strings.Repeat("ä", 101)},
	} {
		require.Equal(t, path, fieldPath(parts))
	}
}

// What passes checkJSON means the same to every reader: decoding and encoding
// it again loses nothing, and no text holds a NUL.
func FuzzCheckJSON(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":{"b":[1,"x",null,true]}}`, `{"a":1,"a":2}`, `{"\u0061":1,"a":2}`, `"\ud800"`, `"\u0000"`, "\"\x00\"", "\xef\xbb\xbf{}",
		`[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]`, `{"a":1} `, `{} {}`, ``, ` `, `1e999`, "\"\xff\"", `{"a":"\udbff\udfff"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := checkJSON(raw); err != nil {
			var p *problem
			require.ErrorAs(t, err, &p)
			require.Equal(t, kindMalformed, p.kind)
			for _, field := range p.fields {
				require.True(t, utf8.ValidString(field.Field))
			}
			return
		}
		require.True(t, json.Valid(raw))
		require.True(t, utf8.Valid(raw))
		var value any
		if json.Unmarshal(raw, &value) != nil {
			return // a number beyond float64
		}
		requireClean(t, value)
	})
}

func requireClean(t *testing.T, value any) {
	t.Helper()
	switch value := value.(type) {
	case string:
		require.NotContains(t, value, "\x00")
	case []any:
		for _, item := range value {
			requireClean(t, item)
		}
	case map[string]any:
		for name, item := range value {
			require.NotContains(t, name, "\x00")
			requireClean(t, item)
		}
	}
}
