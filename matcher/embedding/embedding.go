// Package embedding turns texts into vectors. Its subpackages hold the
// embedders: local runs a small English model in process, openai asks any
// OpenAI-compatible endpoint.
package embedding

import "context"

// Embedder turns texts into vectors that can be compared by cosine similarity.
// Implementations are safe for concurrent use.
type Embedder interface {
	// Embed returns one vector for each text, in their order, each of
	// Dimensions() float32 components. It embeds the texts as they are:
	// tidying them is the caller's business. A text in which there is nothing
	// to embed (an empty one) is an error.
	Embed(ctx context.Context, texts []string) ([][]float32, error)
	// Model names the model and version. Vectors are stored beside this name
	// and compared only with vectors of the same name.
	Model() string
	// Dimensions is the length of every vector, at least 1.
	Dimensions() int
}
