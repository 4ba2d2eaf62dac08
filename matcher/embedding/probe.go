package embedding

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"
)

// Report is what [Probe] found out about an embedder that works.
type Report struct {
	// Model is the name that will stand beside its vectors.
	Model string
	// Dimensions is the length of its vectors.
	Dimensions int
	// Took is how long one short text takes, once the connection stands.
	Took time.Duration
	// Related is the cosine similarity of two texts of nearly one meaning,
	// Unrelated that of texts of different ones. Related is the larger.
	Related, Unrelated float64
}

// ProbeError says why an embedder does not work.
type ProbeError struct {
	// Field is what has to be looked at, [FieldNone] if nothing can be done but wait.
	Field Field
	// Advice is a sentence for the person who set the embedder up.
	Advice string
	// Err is the error itself.
	Err error
}

// Error returns the advice and the error.
func (e *ProbeError) Error() string { return fmt.Sprintf("%s (%v)", e.Advice, e.Err) }

// Unwrap returns the error.
func (e *ProbeError) Unwrap() error { return e.Err }

var (
	errNoMeaning = errors.New("texts of one meaning are not nearer than others")
	errUnsteady  = errors.New("the same text got different vectors")
)

// sameText is how near the vectors of one text must be, made in one request with
// others and made alone. Servers that compute in half precision are not exact.
const sameText = 0.99

// Probe tries an embedder out, with three fixed texts and then with one of them
// again. An error is a [*ProbeError], unless ctx was cancelled. The embedder's
// own timeouts and repetitions hold; ctx bounds the whole.
func Probe(ctx context.Context, e Embedder) (Report, error) {
	report, err := probe(ctx, Checked(e))
	if err == nil {
		return report, nil
	}
	if errors.Is(err, context.Canceled) {
		return Report{}, fmt.Errorf("probe %s: %w", e.Model(), err)
	}
	field, advice := Explain(err)
	return Report{}, &ProbeError{Field: field, Advice: advice, Err: err}
}

func probe(ctx context.Context, e Embedder) (Report, error) {
	v, err := e.Embed(ctx, []string{
		"Where is my order?", "Where is my order now, when does it arrive?", "Do you sell pizza without cheese?",
	})
	if err != nil {
		return Report{}, err
	}
	start := time.Now()
	again, err := e.Embed(ctx, []string{"Where is my order?"})
	if err != nil {
		return Report{}, err
	}
	report := Report{
		Model: e.Model(), Dimensions: e.Dimensions(), Took: time.Since(start),
		Related: cosine(v[0], v[1]), Unrelated: cosine(v[0], v[2]),
	}
	switch {
	case cosine(v[0], again[0]) < sameText:
		return Report{}, errUnsteady
	case report.Related <= report.Unrelated:
		return Report{}, errNoMeaning
	}
	return report, nil
}

func cosine(a, b []float32) float64 {
	var product, aa, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		product, aa, bb = product+x*y, aa+x*x, bb+y*y
	}
	return product / math.Sqrt(aa*bb)
}
