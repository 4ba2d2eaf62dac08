package openai_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	fake "github.com/parleyhq/parley/internal/fakes/openai"
	"github.com/parleyhq/parley/matcher/embedding"
	"github.com/parleyhq/parley/matcher/embedding/openai"
)

var _ embedding.Embedder = (*openai.Embedder)(nil)

const (
	key        = "sk-secret"
	model      = "text-embedding-test"
	dimensions = 8
)

// inProcess hands requests to a server without a network, so that tests can run
// in a synctest bubble, where waiting takes no time.
type inProcess struct{ server http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.server.ServeHTTP(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	response := w.Result()
	response.Request = r
	return response, nil
}

// setup returns an embedder of a fake endpoint that has no network between them.
func setup(tb testing.TB, changes ...func(*openai.Config)) (*openai.Embedder, *fake.Server) {
	tb.Helper()
	server := fake.New(fake.Options{Key: key, Model: model, Dimensions: dimensions})
	c := openai.Config{
		BaseURL: "http://embedder.test/v1", APIKey: key, Model: model, Dimensions: dimensions, Transport: inProcess{server},
	}
	for _, change := range changes {
		change(&c)
	}
	e, err := openai.New(c)
	require.NoError(tb, err)
	return e, server
}

func texts(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("text number %d", i)
	}
	return out
}

// same requires the vectors that the fake makes of the texts.
func same(tb testing.TB, texts []string, vectors [][]float32, dimensions int) {
	tb.Helper()
	require.Len(tb, vectors, len(texts))
	for i, text := range texts {
		require.Len(tb, vectors[i], dimensions)
		for j, x := range fake.Vector(text, dimensions) {
			require.InDelta(tb, x, vectors[i][j], 1e-6)
		}
	}
}

func TestEmbedOverTheNetwork(t *testing.T) {
	t.Parallel()
	server := fake.New(fake.Options{Key: key, Model: model, Dimensions: dimensions})
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	e, err := openai.New(openai.Config{
		BaseURL: listener.URL + "/v1/", APIKey: key, Model: model, Dimensions: dimensions,
		Transport: listener.Client().Transport,
	})
	require.NoError(t, err)
	vectors, err := e.Embed(t.Context(), texts(3))
	require.NoError(t, err)
	same(t, texts(3), vectors, dimensions)
	require.Equal(t, "text-embedding-test/8", e.Model())
	require.Equal(t, dimensions, e.Dimensions())
}

func TestEmbedInBatches(t *testing.T) {
	t.Parallel()
	e, server := setup(t, func(c *openai.Config) { c.BatchSize = 4 })
	server.Then(fake.Answer(), fake.Reversed())
	vectors, err := e.Embed(t.Context(), texts(10))
	require.NoError(t, err)
	same(t, texts(10), vectors, dimensions)
	var sizes []int
	for _, r := range server.Requests() {
		sizes = append(sizes, len(r.Input))
	}
	require.Equal(t, []int{4, 4, 2}, sizes)
}

func TestEmbedNothingAsksNobody(t *testing.T) {
	t.Parallel()
	e, server := setup(t)
	vectors, err := e.Embed(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, vectors)
	_, err = e.Embed(t.Context(), []string{"a", ""})
	require.ErrorContains(t, err, "no text")
	require.Empty(t, server.Requests())
}

func TestBadVectorsAreRefusedAndNotAskedForAgain(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		behaviour fake.Behaviour
		requests  int
	}{
		"one short":                  {fake.OneShort(), 1},
		"wrong dimension, both ways": {fake.Longer(1), 2},
		"zeros":                      {fake.Zeros(), 1},
		"the same for all":           {fake.SameForAll(), 1},
		"the same index":             {fake.SameIndex(), 1},
		"empty list":                 {fake.Raw(200, `{"object":"list","data":[]}`), 1},
		"NaN":                        {fake.NotANumber(), 1},
		"broken base64":              {fake.Raw(200, `{"data":[{"index":0,"embedding":"AAAA!"},{},{}]}`), 1},
		"null vectors": {fake.Changed(func(l *fake.List) {
			for i := range l.Data {
				l.Data[i].Embedding = nil
			}
		}), 2},
		"object without data": {fake.Raw(200, `{}`), 1},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, server := setup(t)
			server.Always(row.behaviour)
			_, err := e.Embed(t.Context(), texts(3))
			require.ErrorIs(t, err, embedding.ErrBadVector)
			require.Len(t, server.Requests(), row.requests)
		})
	}
}

func TestWhatMayPassIsTriedAgain(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		behaviour fake.Behaviour
		waits     time.Duration
	}{
		"500":                     {fake.Refuse(500, ""), 200 * time.Millisecond},
		"502 with a page of HTML": {fake.Raw(502, "<html>Bad Gateway</html>"), 200 * time.Millisecond},
		"408":                     {fake.Refuse(408, ""), 200 * time.Millisecond},
		"429":                     {fake.RateLimited(""), 200 * time.Millisecond},
		"429 with a time":         {fake.RateLimited("1"), time.Second},
		"429 with a fraction":     {fake.RateLimited("0.5"), 500 * time.Millisecond},
		"429 with nonsense":       {fake.RateLimited("soon"), 200 * time.Millisecond},
		"garbage":                 {fake.Raw(200, "]["), 200 * time.Millisecond},
		"nothing":                 {fake.Raw(200, ""), 200 * time.Millisecond},
		"NaN":                     {fake.NaN(), 200 * time.Millisecond},
		"truncated":               {fake.Truncated(), 200 * time.Millisecond},
		"slow":                    {fake.Slow(time.Minute), 10*time.Second + 200*time.Millisecond},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e, server := setup(t)
				server.Then(row.behaviour)
				start := time.Now()
				vectors, err := e.Embed(t.Context(), texts(1))
				require.NoError(t, err)
				same(t, texts(1), vectors, dimensions)
				require.Len(t, server.Requests(), 2)
				require.InDelta(t, row.waits, time.Since(start), float64(row.waits)/10+1)
			})
		})
	}
}

func TestRetryAfterMayBeADate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, server := setup(t)
		start := time.Now()
		server.Then(fake.RateLimited(start.Add(2 * time.Second).UTC().Format(http.TimeFormat)))
		_, err := e.Embed(t.Context(), texts(1))
		require.NoError(t, err)
		require.InDelta(t, 2*time.Second, time.Since(start), float64(time.Second))
	})
}

func TestTriesAreBounded(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		behaviour fake.Behaviour
		code      int
		requests  int
	}{
		"500 for ever":           {fake.Refuse(500, "server_error"), 500, 3},
		"429 with a long wait":   {fake.RateLimited("3600"), 429, 1},
		"429 for want of money":  {fake.Refuse(429, "insufficient_quota"), 429, 1},
		"400, whatever is asked": {fake.Refuse(400, ""), 400, 2},
		"403":                    {fake.Refuse(403, ""), 403, 1},
		"501":                    {fake.Refuse(501, ""), 501, 1},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e, server := setup(t)
				server.Always(row.behaviour)
				_, err := e.Embed(t.Context(), texts(1))
				var status *openai.StatusError
				require.ErrorAs(t, err, &status)
				require.Equal(t, row.code, status.Code)
				require.Len(t, server.Requests(), row.requests)
			})
		})
	}
}

func TestNoRetriesMeansOneAttempt(t *testing.T) {
	t.Parallel()
	e, server := setup(t, func(c *openai.Config) { c.Retries = -1 })
	server.Always(fake.Refuse(503, ""))
	_, err := e.Embed(t.Context(), texts(1))
	require.Error(t, err)
	require.Len(t, server.Requests(), 1)
}

func TestAFailingEndpointIsLeftAloneAndComesBackByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, server := setup(t)
		server.Always(fake.Refuse(503, ""))
		for range 5 {
			_, err := e.Embed(t.Context(), texts(1))
			require.Error(t, err)
		}
		require.Len(t, server.Requests(), 5)
		_, err := e.Embed(t.Context(), texts(1))
		require.ErrorIs(t, err, openai.ErrUnavailable)
		require.Len(t, server.Requests(), 5)

		server.Always(fake.Answer())
		time.Sleep(15 * time.Second)
		for range 3 {
			_, err = e.Embed(t.Context(), texts(1))
			require.NoError(t, err)
		}
	})
}

func TestACallerWhoGivesUpIsNoFaultOfTheEndpoint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, server := setup(t)
		server.Always(fake.Slow(time.Minute))
		for range 10 {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			_, err := e.Embed(ctx, texts(1))
			require.ErrorIs(t, err, context.Canceled)
		}
		server.Always(fake.Answer())
		_, err := e.Embed(t.Context(), texts(1))
		require.NoError(t, err)
	})
}

func TestDeadlinesOfTheCallerHold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, server := setup(t)
		server.Always(fake.Slow(time.Minute))
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		start := time.Now()
		_, err := e.Embed(ctx, texts(1))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, 2*time.Second, time.Since(start))
	})
}

func TestEndlessAnswersAreCutOff(t *testing.T) {
	t.Parallel()
	e, server := setup(t, func(c *openai.Config) { c.Retries, c.BatchSize = -1, 1 })
	server.Always(fake.Endless(4 << 20))
	_, err := e.Embed(t.Context(), texts(1))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	e, server := setup(t)
	server.Then(fake.Redirect("http://elsewhere.test/v1/embeddings"))
	_, err := e.Embed(t.Context(), texts(1))
	require.ErrorContains(t, err, "redirects")
	require.Len(t, server.Requests(), 1)
}

func TestErrorsTellNoSecrets(t *testing.T) {
	t.Parallel()
	for _, behaviour := range []fake.Behaviour{
		fake.Refuse(400, ""), fake.Refuse(400, "a sentence "+fake.Canary),
		fake.Raw(400, fake.Canary), fake.Raw(200, `{"data":"`+fake.Canary+`"}`), fake.Raw(200, fake.Canary),
	} {
		e, server := setup(t, func(c *openai.Config) { c.Retries = -1 })
		server.Always(behaviour)
		_, err := e.Embed(t.Context(), []string{"my card is 4111"})
		require.Error(t, err)
		for _, secret := range []string{fake.Canary, key, "4111"} {
			require.NotContains(t, err.Error(), secret)
		}
	}
}

func TestWrongKey(t *testing.T) {
	t.Parallel()
	e, _ := setup(t, func(c *openai.Config) { c.APIKey = "sk-other" })
	_, err := e.Embed(t.Context(), texts(1))
	var status *openai.StatusError
	require.ErrorAs(t, err, &status)
	require.Equal(t, openai.StatusError{Code: 401, Kind: "invalid_api_key"}, *status)
	require.EqualError(t, err, "openai: endpoint answered 401 Unauthorized (invalid_api_key)")
}

func TestNobodyThere(t *testing.T) {
	t.Parallel()
	down := errors.New("connection refused")
	e, _ := setup(t, func(c *openai.Config) {
		c.Retries = -1
		c.Transport = roundTrip(func(*http.Request) (*http.Response, error) { return nil, down })
	})
	_, err := e.Embed(t.Context(), texts(1))
	require.ErrorIs(t, err, down)
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestNewNamesTheFieldThatIsWrong(t *testing.T) {
	t.Parallel()
	good := openai.Config{BaseURL: "https://example.test/v1", Model: "m", Dimensions: 8, APIKey: key}
	_, err := openai.New(good)
	require.NoError(t, err)
	rows := []struct {
		spoil func(*openai.Config)
		says  string
	}{
		{func(c *openai.Config) { c.BaseURL = "" }, "base URL"},
		{func(c *openai.Config) { c.BaseURL = "example.test/v1" }, "base URL"},
		{func(c *openai.Config) { c.BaseURL = "ftp://example.test" }, "base URL"},
		{func(c *openai.Config) { c.BaseURL = "http://[" }, "base URL"},
		{func(c *openai.Config) { c.Model = "" }, "model"},
		{func(c *openai.Config) { c.Dimensions = 0 }, "dimensions"},
		{func(c *openai.Config) { c.BatchSize = -1 }, "batch size"},
		{func(c *openai.Config) { c.Timeout = -1 }, "times"},
	}
	for _, row := range rows {
		c := good
		row.spoil(&c)
		_, err := openai.New(c)
		require.ErrorContains(t, err, row.says)
		require.NotContains(t, err.Error(), key)
	}
}
