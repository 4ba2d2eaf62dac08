package main

import (
	"context"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/codec"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/devfile"
	"github.com/parleyhq/parley/internal/telemetry"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
)

func TestOnlyAdminsDecodePayloads(t *testing.T) {
	t.Parallel()
	keys := "PARLEY_CODEC_KEYS=a:" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32)))
	s, known := apiStack(t, keys)
	encrypted := encryptedPayloads(t, s.config.CodecKeys, "where is my order")

	admin, agent := session(t, s, known.Admin), session(t, s, known.Agents[0])
	status, body := decode(t, s.url()+"/codec", "Authorization", "Bearer "+admin, encrypted)
	require.Equal(t, http.StatusOK, status)
	var shown commonpb.Payloads
	require.NoError(t, protojson.Unmarshal(body, &shown))
	require.Equal(t, `"where is my order"`, string(shown.Payloads[0].Data))

	status, _ = decode(t, s.url()+"/codec", "Cookie", "parley_session="+admin, encrypted)
	require.Equal(t, http.StatusOK, status, "the Temporal UI sends the cookie")

	for _, value := range []string{"Bearer " + agent, "Bearer " + known.APIKey, "Bearer nobody"} {
		status, body = decode(t, s.url()+"/codec", "Authorization", value, encrypted)
		require.Equal(t, http.StatusForbidden, status)
		require.NotContains(t, string(body), "order")
	}
}

// The UI of parley dev is told an address that holds a pass of this start.
func TestThePrivateTemporalUIDecodesByItsPass(t *testing.T) {
	t.Parallel()
	keys := "PARLEY_CODEC_KEYS=a:" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32)))
	s, _ := apiStack(t, keys)
	encrypted := encryptedPayloads(t, s.config.CodecKeys, "where is my order")
	status, body := decode(t, s.codecEndpoint(), "Origin", "http://127.0.0.1:8233", encrypted)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, string(body), base64.StdEncoding.EncodeToString([]byte(`"where is my order"`)))

	for _, path := range []string{"/codec", "/codec/another", "/codec/" + s.codecPass + "/x"} {
		status, _ = decode(t, s.url()+path, "Origin", "http://127.0.0.1:8233", encrypted)
		require.Equal(t, http.StatusForbidden, status, path)
	}
}

func TestWithoutKeysThereIsNoCodecEndpoint(t *testing.T) {
	t.Parallel()
	s, known := apiStack(t)
	status, _ := decode(t, s.url()+"/codec", "Authorization", "Bearer "+session(t, s, known.Admin), []byte("{}"))
	require.Equal(t, http.StatusNotFound, status)
}

// apiStack is a seeded stack whose API serves, without servers of its own.
func apiStack(t *testing.T, settings ...string) (*stack, *credentials) {
	t.Helper()
	s := seedStack(t)
	var err error
	s.config, err = config.Load(settings, nil)
	require.NoError(t, err)
	s.log = slog.New(slog.DiscardHandler)
	_, err = s.store.EnsureEmbedder(t.Context(), faq.Embedder{Kind: faq.EmbedderLocal, Model: oneVector{}.Model(), Dimensions: 2})
	require.NoError(t, err)
	m, err := matcher.New(matcher.Options{Source: s.store, Trainings: s.store, Embedders: oneVector{}})
	require.NoError(t, err)
	s.matching = &matching{
		store: s.store, embedders: newEmbedders(s.config, s.store), matcher: m, chain: matcher.NewChain(m),
	}
	s.codecPass = "the-pass"
	s.listener, err = listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	s.client, err = client.NewLazyClient(client.Options{Logger: telemetry.TemporalLogger(s.log)})
	require.NoError(t, err)
	t.Cleanup(s.client.Close)
	server, err := newAPI(s.config, apiParts{
		matching: s.matching, temporal: s.client, url: s.url(), registry: telemetry.NewRegistry(), log: s.log,
		codecPass: s.codecPass,
	})
	require.NoError(t, err)
	s.api = start(t.Context(), func(ctx context.Context) error { return server.Serve(ctx, s.listener) })
	t.Cleanup(func() { require.NoError(t, s.api.end()) })
	known, err := seed(t.Context(), s)
	require.NoError(t, err)
	return s, known
}

// oneVector embeds everything alike.
type oneVector struct{}

func (v oneVector) Embedder(context.Context, string) (embedding.Embedder, error) { return v, nil }

func (oneVector) Embed(_ context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i := range vectors {
		vectors[i] = []float32{1, 0}
	}
	return vectors, nil
}
func (oneVector) Model() string   { return "one-vector" }
func (oneVector) Dimensions() int { return 2 }

func session(t *testing.T, s *stack, l devfile.Login) string {
	t.Helper()
	found, err := s.store.UserByEmail(t.Context(), l.Email)
	require.NoError(t, err)
	made, err := s.store.CreateSession(t.Context(), found.ID)
	require.NoError(t, err)
	return made.Token
}

func encryptedPayloads(t *testing.T, keys codec.Keys, text string) []byte {
	t.Helper()
	converting, err := codec.DataConverter(keys)
	require.NoError(t, err)
	payload, err := converting.ToPayload(text)
	require.NoError(t, err)
	raw, err := protojson.Marshal(&commonpb.Payloads{Payloads: []*commonpb.Payload{payload}})
	require.NoError(t, err)
	require.NotContains(t, string(raw), text)
	return raw
}

func decode(t *testing.T, endpoint, header, value string, body []byte) (int, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint+"/decode", strings.NewReader(string(body)))
	require.NoError(t, err)
	request.Header.Set(header, value)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, answer
}
