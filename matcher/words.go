package matcher

import "github.com/parleyhq/parley/matcher/embedding"

// Words returns the whole words that an embedder's model knows, the most common
// ones first, for [TrainOptions.Words]; none if it does not say.
func Words(e embedding.Embedder) []string {
	if v, ok := e.(interface{ Vocabulary() []string }); ok {
		return v.Vocabulary()
	}
	return nil
}
