package faq

import (
	"crypto/sha1" //nolint:gosec // RFC 9562 defines version 5 over SHA-1; nothing here is a secret.
	"fmt"
	"strconv"
	"time"
)

// EmbedderKind says where an embedder runs.
type EmbedderKind string

const (
	// EmbedderLocal runs in process.
	EmbedderLocal EmbedderKind = "local"
	// EmbedderOpenAI is any OpenAI-compatible endpoint.
	EmbedderOpenAI EmbedderKind = "openai"
)

// Embedder is an embedding model and how it is reached. Two that differ in any
// part of their id never share vectors.
type Embedder struct {
	// ID is [EmbedderID] of the four fields that follow it.
	ID   string       `json:"id"`
	Kind EmbedderKind `json:"kind"`
	// Model is the model's name as the endpoint knows it.
	Model string `json:"model"`
	// BaseURL is empty for an embedder in process.
	BaseURL    string `json:"base_url,omitempty"`
	Dimensions int    `json:"dimensions"`
	// APIKey is written and never shown.
	APIKey    string    `json:"-"`
	CreatedAt time.Time `json:"created_at"`
}

// Remote reports whether a call leaves the process: matching is then a regular
// activity, because it takes too long for a local one.
func (e Embedder) Remote() bool { return e.Kind != EmbedderLocal }

// VectorModel is the name that stands beside vectors of this embedder. It tells
// the lengths apart that some models can make: "text-embedding-3-small/512".
func (e Embedder) VectorModel() string {
	if e.Kind == EmbedderLocal {
		return e.Model
	}
	return e.Model + "/" + strconv.Itoa(e.Dimensions)
}

// EmbedderID returns the UUIDv5 of an embedder, the same in every process.
func EmbedderID(kind EmbedderKind, baseURL, model string, dimensions int) string {
	// Quoted, so that no two embedders spell the same name.
	name := strconv.Quote(string(kind)) + strconv.Quote(baseURL) + strconv.Quote(model) + strconv.Itoa(dimensions)
	namespace := [16]byte{0x8d, 0x5a, 0x0c, 0x41, 0x6e, 0x1f, 0x4b, 0x77, 0x9a, 0x52, 0x3b, 0xd0, 0xc4, 0x1e, 0x98, 0x26}
	sum := sha1.Sum(append(namespace[:], name...)) //nolint:gosec // see the import
	sum[6] = sum[6]&0x0f | 0x50
	sum[8] = sum[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
