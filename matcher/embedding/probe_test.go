package embedding_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	fake "github.com/parleyhq/parley/internal/fakes/openai"
	"github.com/parleyhq/parley/matcher/embedding"
	"github.com/parleyhq/parley/matcher/embedding/openai"
)

const (
	probeKey   = "sk-secret"
	probeModel = "text-embedding-test"
	probeSize  = 256
)

// endpoint serves a fake and returns how to reach it.
func endpoint(tb testing.TB, o fake.Options) (*fake.Server, openai.Config) {
	tb.Helper()
	o.Key, o.Model, o.Dimensions = probeKey, probeModel, probeSize
	server := fake.New(o)
	listener := httptest.NewServer(server)
	tb.Cleanup(listener.Close)
	return server, openai.Config{
		BaseURL: listener.URL + "/v1", APIKey: probeKey, Model: probeModel, Dimensions: probeSize, Retries: -1,
	}
}

func TestProbe(t *testing.T) {
	t.Parallel()
	_, config := endpoint(t, fake.Options{})
	e, err := openai.New(config)
	require.NoError(t, err)
	report, err := embedding.Probe(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, "text-embedding-test/256", report.Model)
	require.Equal(t, probeSize, report.Dimensions)
	require.Positive(t, report.Took)
	require.Greater(t, report.Related, report.Unrelated+0.2)
}

func TestProbeSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		options fake.Options
		spoil   func(*testing.T, *fake.Server, *openai.Config)
		field   embedding.Field
		says    string
	}{
		"wrong path": {
			spoil: func(_ *testing.T, s *fake.Server, _ *openai.Config) { s.Always(fake.Refuse(404, "")) },
			field: embedding.FieldBaseURL, says: "no embeddings API",
		},
		"no such page": {
			spoil: func(_ *testing.T, s *fake.Server, _ *openai.Config) { s.Always(fake.Raw(404, "<!doctype html>")) },
			field: embedding.FieldBaseURL, says: "no embeddings API",
		},
		"a web site": {
			spoil: func(_ *testing.T, s *fake.Server, _ *openai.Config) { s.Always(fake.Raw(200, "<!doctype html>")) },
			field: embedding.FieldBaseURL, says: "not as an embeddings API",
		},
		"another API": {
			spoil: func(_ *testing.T, s *fake.Server, _ *openai.Config) { s.Always(fake.Raw(200, `{"data":"hello"}`)) },
			field: embedding.FieldBaseURL, says: "not as an embeddings API",
		},
		"a redirect": {
			spoil: func(_ *testing.T, s *fake.Server, _ *openai.Config) { s.Always(fake.Redirect("http://elsewhere.test")) },
			field: embedding.FieldBaseURL, says: "redirects",
		},
		"nobody there": {
			spoil: func(_ *testing.T, _ *fake.Server, c *openai.Config) {
				c.BaseURL = "http://127.0.0.1:1" // a port that nobody is ever given
			},
			field: embedding.FieldBaseURL, says: "Nobody listens",
		},
		"no such host": {
			spoil: func(_ *testing.T, _ *fake.Server, c *openai.Config) {
				c.Transport = failing{&net.DNSError{Err: "no such host", Name: "elsewhere.test", IsNotFound: true}}
			},
			field: embedding.FieldBaseURL, says: "host of the base URL is not known",
		},
		"no TLS": {
			spoil: func(_ *testing.T, _ *fake.Server, c *openai.Config) {
				c.BaseURL = strings.Replace(c.BaseURL, "http:", "https:", 1)
			},
			field: embedding.FieldBaseURL, says: "http://",
		},
		"a certificate of its own": {
			spoil: func(t *testing.T, s *fake.Server, c *openai.Config) {
				t.Helper()
				listener := httptest.NewUnstartedServer(s)
				listener.Config.ErrorLog = log.New(io.Discard, "", 0)
				listener.StartTLS()
				t.Cleanup(listener.Close)
				c.BaseURL = listener.URL
			},
			field: embedding.FieldBaseURL, says: "certificate",
		},
		"something else on the way": {
			spoil: func(_ *testing.T, _ *fake.Server, c *openai.Config) { c.Transport = failing{errors.New("no route")} },
			field: embedding.FieldBaseURL, says: "could not be reached",
		},
		"too slow": {
			spoil: func(_ *testing.T, s *fake.Server, c *openai.Config) {
				s.Always(fake.Slow(time.Minute))
				c.Timeout = 10 * time.Millisecond
			},
			field: embedding.FieldBaseURL, says: "no answer in time",
		},
		"wrong key": {
			spoil: func(_ *testing.T, _ *fake.Server, c *openai.Config) { c.APIKey = "sk-other" },
			field: embedding.FieldAPIKey, says: "does not accept the API key",
		},
		"no money": {
			spoil: func(_ *testing.T, s *fake.Server, _ *openai.Config) { s.Always(fake.Refuse(429, "insufficient_quota")) },
			field: embedding.FieldAPIKey, says: "no credit",
		},
		"wrong model": {
			spoil: func(_ *testing.T, _ *fake.Server, c *openai.Config) { c.Model = "gpt-none" },
			field: embedding.FieldModel, says: "does not know the model",
		},
		"a model for something else": {
			spoil: func(_ *testing.T, s *fake.Server, _ *openai.Config) { s.Always(fake.Refuse(400, "")) },
			field: embedding.FieldModel, says: "refuses the request",
		},
		"zeros": {
			spoil: func(_ *testing.T, s *fake.Server, _ *openai.Config) { s.Always(fake.Zeros()) },
			field: embedding.FieldModel, says: "cannot be used",
		},
		"wrong dimensions, fixed": {
			options: fake.Options{Fixed: true},
			spoil:   func(_ *testing.T, _ *fake.Server, c *openai.Config) { c.Dimensions = 512 },
			field:   embedding.FieldDimensions, says: "256 dimensions and cannot make them of 512",
		},
		"wrong dimensions, ignored": {
			spoil: func(_ *testing.T, s *fake.Server, _ *openai.Config) { s.Always(fake.Longer(7)) },
			field: embedding.FieldDimensions, says: "263 dimensions, not of 256",
		},
		"busy": {
			spoil: func(_ *testing.T, s *fake.Server, _ *openai.Config) { s.Always(fake.RateLimited("3600")) },
			field: embedding.FieldNone, says: "too often",
		},
		"down": {
			spoil: func(_ *testing.T, s *fake.Server, _ *openai.Config) { s.Always(fake.Refuse(503, "")) },
			field: embedding.FieldNone, says: "status 503",
		},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, config := endpoint(t, row.options)
			row.spoil(t, server, &config)
			e, err := openai.New(config)
			require.NoError(t, err)
			_, err = embedding.Probe(t.Context(), e)
			var wrong *embedding.ProbeError
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, row.field, wrong.Field, wrong.Error())
			require.Contains(t, wrong.Advice, row.says)
			require.NotContains(t, wrong.Error(), config.APIKey)
		})
	}
}

func TestProbeKnowsModelsWithoutMeaning(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		answers [][][]float32
		field   embedding.Field
	}{
		"the same for all but one": {[][][]float32{{{1, 0}, {0, 1}, {1, 0}}, {{1, 0}}}, embedding.FieldModel},
		"another one every time":   {[][][]float32{{{1, 0}, {1, 0}, {0, 1}}, {{0, 1}}}, embedding.FieldBaseURL},
		"zero the second time":     {[][][]float32{{{1, 0}, {1, 0}, {0, 1}}, {{0, 0}}}, embedding.FieldModel},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := embedding.Probe(t.Context(), &canned{answers: row.answers})
			var wrong *embedding.ProbeError
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, row.field, wrong.Field)
		})
	}
}

func TestProbeThatIsCancelledBlamesNobody(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, config := endpoint(t, fake.Options{})
	e, err := openai.New(config)
	require.NoError(t, err)
	_, err = embedding.Probe(ctx, e)
	require.ErrorIs(t, err, context.Canceled)
	var wrong *embedding.ProbeError
	require.NotErrorAs(t, err, &wrong)
}

// canned gives prepared answers, one after the other.
type canned struct {
	fixed
	answers [][][]float32
}

func (c *canned) Embed(context.Context, []string) ([][]float32, error) {
	next := c.answers[0]
	c.answers = c.answers[1:]
	return next, nil
}

type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }
