package api

import (
	"context"
	"log/slog"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
)

// Demos is what loading and removing the demo data needs of the store.
type Demos interface {
	// GetDemo finds none without an error.
	GetDemo(ctx context.Context) (conversation.Demo, error)
	// BeginDemo returns what was begun before, if there is something.
	BeginDemo(ctx context.Context, in conversation.InboxSettings) (conversation.Demo, error)
	// SetDemoImport reports false if another import than former is the demo's.
	SetDemoImport(ctx context.Context, former, id string) (bool, error)
	// AskedAlready returns those of some questions that an FAQ begins with.
	AskedAlready(ctx context.Context, questions []string) ([]string, error)
	// GetMatching says whether what answers knows the demo's FAQs.
	GetMatching(ctx context.Context) (faq.Matching, error)
	// NoteDemoFAQs remembers what the demo's import made, FinishDemo that its
	// customers have written.
	NoteDemoFAQs(ctx context.Context) error
	FinishDemo(ctx context.Context) error
	// BeginDemoRemoval takes the FAQs away and stops the inbox.
	BeginDemoRemoval(ctx context.Context) (conversation.Demo, error)
	// DemoContacts returns who is known from the demo's inbox alone.
	DemoContacts(ctx context.Context) ([]string, error)
	// EndDemoRemoval takes the rest away once nobody is known from it, and reports
	// whether it was time.
	EndDemoRemoval(ctx context.Context) (bool, error)
}

type demoHandlers struct {
	demos    Demos
	imports  Imports
	ingest   ingestHandlers
	contacts Contacts
	jobs     Jobs
	bell     Bell
	log      *slog.Logger
	Patience
}

// GetDemo says what there is of the demo data.
func (h demoHandlers) GetDemo(ctx context.Context, _ GetDemoRequestObject) (GetDemoResponseObject, error) {
	d, err := h.demos.GetDemo(ctx)
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, d)
	return GetDemo200JSONResponse(view), err
}

// view says also what loading waits for.
func (h demoHandlers) view(ctx context.Context, d conversation.Demo) (Demo, error) {
	view := Demo{
		Status: DemoStatus(d.Status()), InboxID: orNull(d.InboxID), Faqs: d.FAQs, Conversations: d.Conversations,
		Kept: each(d.Kept, keptView), LoadedAt: instant(d.LoadedAt),
	}
	if d.Status() == conversation.DemoLoading && d.ImportID != "" && d.FAQsAt.IsZero() {
		i, err := h.imports.GetImport(ctx, d.ImportID)
		if err != nil {
			return view, err
		}
		view.Checked, view.Rows, view.Waits = i.Checked, i.Rows, i.Error
	}
	return view, nil
}

func keptView(f conversation.DemoFAQ) KeptFAQ {
	why := KeptFAQWhyAnswered
	if f.Edited {
		why = KeptFAQWhyEdited
	}
	return KeptFAQ{ID: f.ID, Question: f.Question, Why: why}
}
