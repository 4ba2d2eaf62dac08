package codec_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/parleyhq/parley/internal/codec"
)

const (
	uiOrigin   = "http://127.0.0.1:8233"
	adminToken = "Bearer admin"
)

func TestAdminsDecode(t *testing.T) {
	t.Parallel()
	response := ask(t, http.MethodPost, "/codec/decode", encrypted(t, "where is my order"), adminToken, uiOrigin)
	require.Equal(t, http.StatusOK, response.Code)
	require.Equal(t, uiOrigin, response.Header().Get("Access-Control-Allow-Origin"))
	require.Equal(t, "true", response.Header().Get("Access-Control-Allow-Credentials"))
	var payloads commonpb.Payloads
	require.NoError(t, protojson.Unmarshal(response.Body.Bytes(), &payloads))
	require.Equal(t, `"where is my order"`, string(payloads.Payloads[0].Data))
}

func TestOthersDoNotDecode(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name, method, path, token, origin string
		status                            int
	}{
		{"nobody", http.MethodPost, "/codec/decode", "", uiOrigin, http.StatusForbidden},
		{"an agent", http.MethodPost, "/codec/decode", "Bearer agent", uiOrigin, http.StatusForbidden},
		{"another method", http.MethodGet, "/codec/decode", adminToken, uiOrigin, http.StatusMethodNotAllowed},
		{"encoding", http.MethodPost, "/codec/encode", adminToken, uiOrigin, http.StatusNotFound},
		{"another path", http.MethodPost, "/codec/download", adminToken, uiOrigin, http.StatusNotFound},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			response := ask(t, row.method, row.path, encrypted(t, "secret words"), row.token, row.origin)
			require.Equal(t, row.status, response.Code)
			require.NotContains(t, response.Body.String(), "secret words")
		})
	}
}

func TestOtherOriginsMayNotRead(t *testing.T) {
	t.Parallel()
	for _, origin := range []string{"http://evil.example", "http://127.0.0.1:82330", "null", ""} {
		for _, method := range []string{http.MethodOptions, http.MethodPost} {
			response := ask(t, method, "/codec/decode", encrypted(t, "x"), adminToken, origin)
			require.Empty(t, response.Header().Get("Access-Control-Allow-Origin"), origin)
			require.Empty(t, response.Header().Get("Access-Control-Allow-Credentials"), origin)
		}
	}
}

func TestThePreflightOfTheUI(t *testing.T) {
	t.Parallel()
	response := ask(t, http.MethodOptions, "/codec/decode", "", "", uiOrigin)
	require.Equal(t, http.StatusNoContent, response.Code)
	require.Equal(t, uiOrigin, response.Header().Get("Access-Control-Allow-Origin"))
	require.Contains(t, response.Header().Get("Access-Control-Allow-Headers"), "X-Namespace")
}

func TestWhatCannotBeDecoded(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{", `{"payloads":[{"metadata":{"encoding":"YmluYXJ5L2VuY3J5cHRlZA=="},"data":"AA=="}]}`} {
		response := ask(t, http.MethodPost, "/codec/decode", body, adminToken, "")
		require.Equal(t, http.StatusBadRequest, response.Code, body)
	}
	response := ask(t, http.MethodPost, "/codec/decode", strings.Repeat(" ", 17<<20), adminToken, "")
	require.Equal(t, http.StatusBadRequest, response.Code)
}

func ask(t *testing.T, method, path, body, token, origin string) *httptest.ResponseRecorder {
	t.Helper()
	endpoint := codec.Endpoint(newCodec(t, "a"), codec.EndpointOptions{
		Origin:     uiOrigin,
		Authorised: func(r *http.Request) bool { return r.Header.Get("Authorization") == adminToken },
	})
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	if token != "" {
		request.Header.Set("Authorization", token)
	}
	if origin != "" {
		request.Header.Set("Origin", origin)
	}
	recorder := httptest.NewRecorder()
	endpoint.ServeHTTP(recorder, request)
	return recorder
}

func encrypted(t *testing.T, text string) string {
	t.Helper()
	raw, err := protojson.Marshal(&commonpb.Payloads{Payloads: []*commonpb.Payload{encode(t, newCodec(t, "a"), text)}})
	require.NoError(t, err)
	return string(raw)
}
