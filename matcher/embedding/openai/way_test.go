package openai_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	fake "github.com/parleyhq/parley/internal/fakes/openai"
	"github.com/parleyhq/parley/matcher/embedding/openai"
)

// imitator changes the endpoint behind an embedder.
func imitator(o fake.Options) (*fake.Server, func(*openai.Config)) {
	o.Key, o.Model = key, model
	if o.Dimensions == 0 {
		o.Dimensions = dimensions
	}
	server := fake.New(o)
	return server, func(c *openai.Config) { c.Transport = inProcess{server} }
}

func TestDimensionsAreAskedForOnlyIfNeeded(t *testing.T) {
	t.Parallel()
	e, server := setup(t, func(c *openai.Config) { c.Dimensions = 4 })
	for range 2 {
		vectors, err := e.Embed(t.Context(), texts(1))
		require.NoError(t, err)
		same(t, texts(1), vectors, 4)
	}
	var asked []int
	for _, r := range server.Requests() {
		asked = append(asked, r.Dimensions)
	}
	require.Equal(t, []int{0, 4, 4}, asked)
}

func TestAnEndpointOfAnotherLengthIsAnError(t *testing.T) {
	t.Parallel()
	e, _ := setup(t, func(c *openai.Config) {
		c.Dimensions = 4
		c.Transport = inProcess{fake.New(fake.Options{Key: key, Model: model, Dimensions: 8, Fixed: true})}
	})
	_, err := e.Embed(t.Context(), texts(1))
	require.ErrorContains(t, err, "ask for 4 dimensions")
	var status *openai.StatusError
	require.ErrorAs(t, err, &status)
	require.Equal(t, http.StatusBadRequest, status.Code)
}

func TestEveryEncodingIsUnderstoodAndAskedForOnce(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		base64 fake.Base64
		seen   []string
	}{
		"an endpoint that sends base64": {fake.Base64Sent, []string{"base64", "base64"}},
		"an endpoint that ignores it":   {fake.Base64Ignored, []string{"base64", "float", "float"}},
		"an endpoint that refuses it":   {fake.Base64Refused, []string{"float", "float"}},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, change := imitator(fake.Options{Base64: row.base64, Fixed: true})
			e, _ := setup(t, change)
			for range 2 {
				vectors, err := e.Embed(t.Context(), texts(3))
				require.NoError(t, err)
				same(t, texts(3), vectors, dimensions)
			}
			var seen []string
			for _, r := range server.Requests() {
				seen = append(seen, r.Format)
			}
			require.Equal(t, row.seen, seen)
		})
	}
}

func TestAnEndpointThatStopsSendingBase64(t *testing.T) {
	t.Parallel()
	e, server := setup(t)
	for _, b := range []fake.Behaviour{fake.Answer(), fake.Raw(200, `{"data":[{"index":0,"embedding":[1,0]}]}`)} {
		server.Then(b)
		vectors, err := e.Embed(t.Context(), texts(1))
		require.NoError(t, err)
		same(t, texts(1), vectors, dimensions)
	}
	require.Len(t, server.Requests(), 3)
}

func TestNumbersTooLargeAreGarbage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, server := setup(t)
		large := fake.Raw(200, `{"data":[{"index":0,"embedding":[1e39]}]}`)
		server.Then(large, large)
		_, err := e.Embed(t.Context(), texts(1))
		require.NoError(t, err)
		require.Len(t, server.Requests(), 3)
	})
}

func TestBatchesShrinkToWhatTheEndpointTakes(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 413, 422} {
		server, change := imitator(fake.Options{MostTexts: 10, TooManyStatus: status})
		e, _ := setup(t, change)
		vectors, err := e.Embed(t.Context(), texts(200))
		require.NoError(t, err)
		same(t, texts(200), vectors, dimensions)
		for _, r := range server.Requests() {
			require.LessOrEqual(t, len(r.Input), 10)
		}

		before := len(server.Requests())
		_, err = e.Embed(t.Context(), texts(70))
		require.NoError(t, err)
		require.LessOrEqual(t, len(server.Requests())-before, 70/5, "a size found out is kept")
	}
}

func TestATextThatIsRefusedDoesNotShrinkBatches(t *testing.T) {
	t.Parallel()
	e, server := setup(t)
	_, err := e.Embed(t.Context(), texts(1))
	require.NoError(t, err)
	server.Always(fake.Refuse(422, "too_long"))
	_, err = e.Embed(t.Context(), texts(64))
	var refused *openai.StatusError
	require.ErrorAs(t, err, &refused)
	require.Len(t, server.Requests(), 1+7, "64, 32, 16 … 1")

	server.Always(fake.Answer())
	_, err = e.Embed(t.Context(), texts(64))
	require.NoError(t, err)
	require.Len(t, server.Requests(), 1+7+1)
}

func TestAnEndpointThatRefusesEverythingIsNotAskedForLong(t *testing.T) {
	t.Parallel()
	e, server := setup(t)
	server.Always(fake.Refuse(400, ""))
	_, err := e.Embed(t.Context(), texts(64))
	require.Error(t, err)
	require.Len(t, server.Requests(), 4, "two encodings for 64 texts, two for one")
}

func TestRequestsAtOnceAreLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, server := setup(t, func(c *openai.Config) { c.Concurrency = 2 })
		server.Always(fake.Slow(time.Second))
		start := time.Now()
		var g errgroup.Group
		for range 6 {
			g.Go(func() error {
				_, err := e.Embed(t.Context(), texts(1))
				return err
			})
		}
		time.Sleep(500 * time.Millisecond)
		require.Len(t, server.Requests(), 2)
		require.NoError(t, g.Wait())
		require.Equal(t, 3*time.Second, time.Since(start))
	})
}
