package openai_test

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/fakes/openai"
)

func TestServerChecksRequestsAsTheRealOne(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name   string
		method string
		path   string
		key    string
		body   string
		status int
		code   string
	}{
		{"good", "POST", "/v1/embeddings", "k", `{"input":["a","b"],"model":"m","encoding_format":"float"}`, 200, ""},
		{"one text", "POST", "/v1/embeddings", "k", `{"input":"a","model":"m"}`, 200, ""},
		{"shorter", "POST", "/v1/embeddings", "k", `{"input":"a","model":"m","dimensions":4}`, 200, ""},
		{"longer", "POST", "/v1/embeddings", "k", `{"input":"a","model":"m","dimensions":9}`, 400, ""},
		{"wrong key", "POST", "/v1/embeddings", "x", `{"input":"a","model":"m"}`, 401, "invalid_api_key"},
		{"wrong model", "POST", "/v1/embeddings", "k", `{"input":"a","model":"n"}`, 404, "model_not_found"},
		{"wrong path", "POST", "/v1/models", "k", `{}`, 404, ""},
		{"wrong method", "GET", "/v1/embeddings", "k", ``, 404, ""},
		{"no encoding of that name", "POST", "/v1/embeddings", "k", `{"input":"a","model":"m","encoding_format":"hex"}`, 400, ""},
		{"no input", "POST", "/v1/embeddings", "k", `{"input":[],"model":"m"}`, 400, ""},
		{"empty text", "POST", "/v1/embeddings", "k", `{"input":["a",""],"model":"m"}`, 400, ""},
		{"input of numbers", "POST", "/v1/embeddings", "k", `{"input":7,"model":"m"}`, 400, ""},
		{"too many", "POST", "/v1/embeddings", "k", `{"input":["a"` + strings.Repeat(`,"a"`, 2048) + `],"model":"m"}`, 400, ""},
		{"unknown field", "POST", "/v1/embeddings", "k", `{"input":"a","model":"m","foo":1}`, 400, ""},
		{"no JSON", "POST", "/v1/embeddings", "k", `{`, 400, ""},
	}
	s := openai.New(openai.Options{Key: "k", Model: "m", Dimensions: 8})
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(row.method, row.path, strings.NewReader(row.body))
			r.Header.Set("Authorization", "Bearer "+row.key)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			require.Equal(t, row.status, w.Code)
			var body struct {
				Data  []openai.Entry
				Error struct{ Code, Message string }
			}
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
			require.Equal(t, row.code, body.Error.Code)
			require.Equal(t, w.Code == http.StatusOK, len(body.Data) > 0)
		})
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	ask := func(o openai.Options, format string) (status int, embedding any) {
		o.Model, o.Dimensions = "m", 2
		w := httptest.NewRecorder()
		openai.New(o).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v1/embeddings",
			strings.NewReader(`{"input":"a","model":"m","encoding_format":"`+format+`"}`)))
		var body struct{ Data []struct{ Embedding any } }
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
		if len(body.Data) > 0 {
			embedding = body.Data[0].Embedding
		}
		return w.Code, embedding
	}
	_, floats := ask(openai.Options{}, "float")
	require.Len(t, floats, 2)
	_, text := ask(openai.Options{}, "base64")
	data, err := base64.StdEncoding.DecodeString(text.(string))
	require.NoError(t, err)
	for i, x := range openai.Vector("a", 2) {
		require.InDelta(t, x, math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:])), 1e-6)
	}
	_, ignored := ask(openai.Options{Base64: openai.Base64Ignored}, "base64")
	require.Equal(t, floats, ignored)
	status, _ := ask(openai.Options{Base64: openai.Base64Refused}, "base64")
	require.Equal(t, http.StatusBadRequest, status)
}

func TestVectorsOfTextsWithCommonWordsAreNear(t *testing.T) {
	t.Parallel()
	cosine := func(a, b string) (sum float64) {
		v, w := openai.Vector(a, 256), openai.Vector(b, 256)
		for i := range v {
			sum += v[i] * w[i]
		}
		return sum
	}
	require.InDelta(t, 1, cosine("Where is my order?", "where is my ORDER"), 1e-9)
	require.Greater(t, cosine("where is my order", "where is my food"), 0.6)
	require.Less(t, cosine("where is my order", "reset a password"), 0.4)
}
