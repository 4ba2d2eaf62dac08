package api

import (
	"context"

	"github.com/parleyhq/parley/faq"
)

// Suggestions is what deciding about suggestions needs of the store. What names
// one that is not there fails with faq.ErrNotFound.
type Suggestions interface {
	// ListSuggestions returns those behind one, "" for the most asked.
	ListSuggestions(ctx context.Context, status faq.SuggestionStatus, after string, limit int) ([]faq.Suggestion, error)
	GetSuggestion(ctx context.Context, id string) (faq.Suggestion, error)
	// AcceptSuggestion stores the draft and decides the suggestion, both or none.
	// It fails with faq.ErrState for one that is not open, and as CreateFAQ does.
	AcceptSuggestion(ctx context.Context, id string, draft faq.FAQ, model string, vectors [][]float32, by string) (faq.FAQ, error)
	// DismissSuggestion fails with faq.ErrState for one that is not open,
	// ReopenSuggestion for one that is not dismissed.
	DismissSuggestion(ctx context.Context, id, by string) error
	ReopenSuggestion(ctx context.Context, id, by string) error
}

type suggestionHandlers struct {
	suggestions Suggestions
	index       indexing
	jobs        Jobs
	Patience
}

// ListSuggestions lists suggestions, most asked first.
func (h suggestionHandlers) ListSuggestions(ctx context.Context, r ListSuggestionsRequestObject) (ListSuggestionsResponseObject, error) {
	status := faq.SuggestionStatus(r.Params.Status)
	if status == "" {
		status = faq.SuggestionOpen
	}
	listName := "suggestions " + string(status)
	after, err := cursorOr(listName, r.Params.Cursor, "")
	if err != nil {
		return nil, err
	}
	limit := orDefault(r.Params.Limit, defaultLimit)
	found, err := h.suggestions.ListSuggestions(ctx, status, after, limit+1)
	if err != nil {
		return nil, err
	}
	found, next, err := page(found, limit, listName, func(s faq.Suggestion) any { return s.ID })
	return ListSuggestions200JSONResponse{Items: each(found, suggestionView(ctx)), NextCursor: next}, err
}

// FindSuggestions looks for suggestions now.
func (h suggestionHandlers) FindSuggestions(ctx context.Context, _ FindSuggestionsRequestObject) (FindSuggestionsResponseObject, error) {
	starting, cancel := context.WithTimeout(ctx, h.Start)
	defer cancel()
	began, err := h.jobs.FindSuggestions(starting)
	if err != nil {
		return nil, away(err, "The search cannot be started now. Try again; it runs once a day by itself.")
	}
	return FindSuggestions202JSONResponse{Started: began, URL: "/v1/faqs/suggestions"}, nil
}

// GetSuggestion reads a suggestion.
func (h suggestionHandlers) GetSuggestion(ctx context.Context, r GetSuggestionRequestObject) (GetSuggestionResponseObject, error) {
	found, err := h.suggestions.GetSuggestion(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return GetSuggestion200JSONResponse(suggestionView(ctx)(found)), nil
}

// AcceptSuggestion makes a draft of a suggestion, in the caller's words where
// they give some.
func (h suggestionHandlers) AcceptSuggestion(ctx context.Context, r AcceptSuggestionRequestObject) (AcceptSuggestionResponseObject, error) {
	found, err := h.suggestions.GetSuggestion(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if found.Status != faq.SuggestionOpen {
		return nil, decided()
	}
	draft := draftOf(shown(ctx, found), *r.Body)
	stored, advice, err := h.index.save(ctx, draft, func(model string, vectors [][]float32) (faq.FAQ, error) {
		return h.suggestions.AcceptSuggestion(ctx, r.ID, draft, model, vectors, editor(ctx))
	})
	if err != nil {
		return nil, err
	}
	return AcceptSuggestion201JSONResponse(advised(stored, advice)), nil
}

func decided() error { return refuse(kindTooLate, "The suggestion has been decided already.") }

// shown is a suggestion as far as the caller may see it: its answer is what an
// agent wrote to one end user.
func shown(ctx context.Context, s faq.Suggestion) faq.Suggestion {
	if !maySeeWhose(ctx) {
		s.Answer = ""
	}
	return s
}

// draftOf is what a suggestion becomes.
func draftOf(s faq.Suggestion, b SuggestionAcceptance) faq.FAQ {
	question, related, answer := s.Question, s.Related, s.Answer
	if b.Question != "" {
		question = b.Question
	}
	if b.RelatedQuestions != nil {
		related = b.RelatedQuestions
	}
	if b.Answer != nil {
		answer = *b.Answer
	}
	draft := faq.New(faq.General, answer, question, related...)
	draft.Labels = b.Labels
	return draft
}

// DismissSuggestion has a group not proposed again.
func (h suggestionHandlers) DismissSuggestion(ctx context.Context, r DismissSuggestionRequestObject) (DismissSuggestionResponseObject, error) {
	if err := h.suggestions.DismissSuggestion(ctx, r.ID, editor(ctx)); err != nil {
		return nil, err
	}
	found, err := h.suggestions.GetSuggestion(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return DismissSuggestion200JSONResponse(suggestionView(ctx)(found)), nil
}

// ReopenSuggestion has a dismissed group proposed again.
func (h suggestionHandlers) ReopenSuggestion(ctx context.Context, r ReopenSuggestionRequestObject) (ReopenSuggestionResponseObject, error) {
	if err := h.suggestions.ReopenSuggestion(ctx, r.ID, editor(ctx)); err != nil {
		return nil, err
	}
	found, err := h.suggestions.GetSuggestion(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return ReopenSuggestion200JSONResponse(suggestionView(ctx)(found)), nil
}

// suggestionView returns how suggestions are shown to the caller.
func suggestionView(ctx context.Context) func(faq.Suggestion) Suggestion {
	whose := maySeeWhose(ctx)
	return func(s faq.Suggestion) Suggestion {
		s = shown(ctx, s)
		return Suggestion{
			ID: s.ID, Status: SuggestionStatus(s.Status), Question: s.Question, RelatedQuestions: list(s.Related),
			Answer: orNull(s.Answer), Size: s.Size, FirstAt: s.FirstAt.UTC(), LastAt: s.LastAt.UTC(), FAQID: orNull(s.FAQID),
			CreatedAt: s.CreatedAt.UTC(), Samples: each(s.Samples, func(m faq.Sample) SuggestionSample {
				v := SuggestionSample{DecisionID: m.DecisionID, Text: m.Text, At: m.At.UTC()}
				if whose {
					v.ConversationID = orNull(m.ConversationID)
				}
				return v
			}),
		}
	}
}
