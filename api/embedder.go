package api

import (
	"context"
	"errors"
	"strings"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher/embedding"
	"github.com/parleyhq/parley/matcher/embedding/local"
)

// Embedders is what changing the embedding model needs of the store.
type Embedders interface {
	Matching
	// SaveEmbedder stores an embedder under its id; an empty key leaves the stored
	// one as it is.
	SaveEmbedder(ctx context.Context, e faq.Embedder) (faq.Embedder, error)
	GetEmbedder(ctx context.Context, id string) (faq.Embedder, error)
	// BeginReembed names the one that is to take over. Naming the one that serves
	// gives up a change.
	BeginReembed(ctx context.Context, to, by string) error
	CancelReembed(ctx context.Context) error
}

// Opener opens embedders, stored or not.
type Opener interface {
	Open(e faq.Embedder) (embedding.Embedder, error)
}

type embedderHandlers struct {
	embedders Embedders
	opener    Opener
	jobs      Jobs
	Patience
}

// GetEmbedder reads the embedder that serves, and the one that is taking over.
func (h embedderHandlers) GetEmbedder(ctx context.Context, _ GetEmbedderRequestObject) (GetEmbedderResponseObject, error) {
	state, err := h.state(ctx)
	return GetEmbedder200JSONResponse(state), err
}

// SetEmbedder tries a model and, if it works, has it take over once every
// question is embedded by it.
func (h embedderHandlers) SetEmbedder(ctx context.Context, r SetEmbedderRequestObject) (SetEmbedderResponseObject, error) {
	e, err := h.settings(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	if tried, wrong := h.try(ctx, e); !tried.Works {
		p := refuse(kindInvalid, "Nothing was changed. "+tried.Explanation)
		if wrong != embedding.FieldNone {
			p.fields = []FieldError{{Field: string(wrong), Reason: tried.Explanation}}
		}
		return nil, p
	}
	saved, err := h.embedders.SaveEmbedder(ctx, e)
	if err != nil {
		return nil, err
	}
	if err := h.embedders.BeginReembed(ctx, saved.ID, editor(ctx)); err != nil {
		return nil, err
	}
	state, err := h.state(ctx)
	if err != nil {
		return nil, err
	}
	if state.Reembedding == nil {
		return SetEmbedder200JSONResponse(state), nil
	}
	starting, cancel := context.WithTimeout(ctx, h.Start)
	defer cancel()
	// What cannot be started now is started by the sweeper.
	_ = h.jobs.StartReembed(starting)
	return SetEmbedder202JSONResponse(state), nil
}

// TestEmbedder tries a model and changes nothing.
func (h embedderHandlers) TestEmbedder(ctx context.Context, r TestEmbedderRequestObject) (TestEmbedderResponseObject, error) {
	e, err := h.settings(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	tried, _ := h.try(ctx, e)
	return TestEmbedder200JSONResponse(tried), nil
}

// CancelEmbedder gives up a change of the model.
func (h embedderHandlers) CancelEmbedder(ctx context.Context, _ CancelEmbedderRequestObject) (CancelEmbedderResponseObject, error) {
	if err := h.embedders.CancelReembed(ctx); err != nil {
		return nil, err
	}
	stopping, cancel := context.WithTimeout(ctx, h.Start)
	defer cancel()
	// A workflow that hears nothing finds at its next step that nothing is to do.
	_ = h.jobs.CancelReembed(stopping)
	state, err := h.state(ctx)
	return CancelEmbedder200JSONResponse(state), err
}

func (h embedderHandlers) state(ctx context.Context) (EmbedderState, error) {
	m, err := h.embedders.GetMatching(ctx)
	return EmbedderState{Serving: embedderView(m.Embedder), Reembedding: reembeddingView(m.Reembedding)}, err
}

// settings reads what somebody wants the embedder to be. One that is known keeps
// its key unless another is given.
func (h embedderHandlers) settings(ctx context.Context, b EmbedderSettings) (faq.Embedder, error) {
	var f fields
	e := faq.Embedder{Kind: faq.EmbedderKind(b.Kind), BaseURL: b.BaseURL, Model: b.Model, Dimensions: b.Dimensions, APIKey: b.APIKey}
	if e.Kind == faq.EmbedderLocal {
		f.nothingElse(b)
		e.Model, e.Dimensions = local.Name, local.Dimensions
	} else {
		f.endpoint(b)
	}
	if err := f.err(); err != nil {
		return e, err
	}
	e.ID = faq.EmbedderID(e.Kind, e.BaseURL, e.Model, e.Dimensions)
	if e.APIKey == "" {
		known, err := h.embedders.GetEmbedder(ctx, e.ID)
		if err != nil && !errors.Is(err, faq.ErrNotFound) {
			return e, err
		}
		e.APIKey = known.APIKey
	}
	return e, nil
}

// nothingElse wants no settings of a model that runs in process: there is one.
func (f *fields) nothingElse(b EmbedderSettings) {
	const reason = "must be left out: the local model has no settings"
	for _, setting := range []struct {
		field string
		given bool
	}{
		{"base_url", b.BaseURL != ""},
		{"model", b.Model != "" && b.Model != local.Name},
		{"dimensions", b.Dimensions != 0 && b.Dimensions != local.Dimensions},
		{"api_key", b.APIKey != ""},
	} {
		if setting.given {
			f.add(setting.field, reason)
		}
	}
}

// endpoint wants what an OpenAI-compatible API is reached by.
func (f *fields) endpoint(b EmbedderSettings) {
	if b.BaseURL == "" {
		f.add("base_url", "is missing")
	} else {
		f.link("base_url", b.BaseURL)
	}
	if strings.TrimSpace(b.Model) == "" {
		f.add("model", "is missing")
	}
	if b.Dimensions == 0 {
		f.add("dimensions", "is missing")
	}
}
