package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher/embedding"
)

// tryTimeout leaves a request the time to say that there was no answer.
const tryTimeout = 15 * time.Second

// try embeds a few texts of our own, and says in words how that went. What is
// returned beside is the setting to look at, "" if it works or none is wrong.
func (h embedderHandlers) try(ctx context.Context, e faq.Embedder) (EmbedderTest, embedding.Field) {
	opened, err := h.opener.Open(e)
	if err != nil {
		return EmbedderTest{Explanation: "It cannot be used: " + err.Error() + "."}, embedding.FieldNone
	}
	ctx, cancel := context.WithTimeout(ctx, tryTimeout)
	defer cancel()
	report, err := embedding.Probe(ctx, opened)
	if err != nil {
		var why *embedding.ProbeError
		if !errors.As(err, &why) {
			return EmbedderTest{Explanation: "It was given up."}, embedding.FieldNone
		}
		return EmbedderTest{Explanation: why.Advice}, why.Field
	}
	took := report.Took.Milliseconds()
	return EmbedderTest{
		Works: true, Dimensions: &report.Dimensions, TookMs: &took,
		Explanation: fmt.Sprintf("It works: vectors of %d dimensions, %d ms for a text.", report.Dimensions, took),
	}, embedding.FieldNone
}
