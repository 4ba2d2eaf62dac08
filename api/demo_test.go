package api_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
)

// demos makes imports and erasures end at once, and what was imported be learned.
func (b *bundle) demos(t *testing.T) {
	t.Helper()
	b.demosUnlearned(t)
	run := b.jobs.run
	b.jobs.run = func(ctx context.Context, job, id string) error {
		if err := run(ctx, job, id); err != nil || job == "erasure" {
			return err
		}
		return b.learn(ctx)
	}
}

// demosUnlearned makes imports and erasures end at once.
func (b *bundle) demosUnlearned(t *testing.T) {
	t.Helper()
	run := b.importing(t)
	b.jobs.run = func(ctx context.Context, job, id string) error {
		if job == "erasure" {
			_, err := b.store.EraseRows(ctx, id)
			return err
		}
		return run(ctx, id)
	}
}

// learn trains for the FAQs as they are.
func (b *bundle) learn(ctx context.Context) error {
	revision, questions, err := b.store.Indexed(ctx, "fake", faq.Active)
	if err != nil {
		return err
	}
	training, err := matcher.Train(ctx, questions, matcher.TrainOptions{Model: "fake"})
	if err != nil {
		return err
	}
	record, err := training.Record(uuid.NewString())
	if err != nil {
		return err
	}
	record.Revision = revision
	_, err = b.store.SaveTraining(ctx, record)
	return err
}

func (b *bundle) demo(t *testing.T, method string, who header) api.Demo {
	t.Helper()
	return into[api.Demo](t, b.do(t, method, "/v1/demo", nil, who).want(t, 200))
}

// The demo data is loaded once however often it is asked for, and goes without
// anything of others.
func TestDemo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.demos(t)
	_, admin := b.user(t, "boss", account.Admin)
	theirs := b.inbox(t)
	b.do(t, "POST", "/v1/inboxes/"+theirs.ID+"/messages", map[string]any{"id": "m1", "from": map[string]any{"id": "asha"}, "text": "hello"}, b.apiKey(t, account.ScopeIngest)).want(t, 202)
	own := into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", map[string]any{
		"type": "general", "question": "Where is my order right now?", "answer": "Open Orders.", "labels": []string{"demo"}, "status": "active",
	}, admin).want(t, 201))
	b.do(t, "POST", "/v1/faqs", map[string]any{"type": "greeting", "question": "Hello", "answer": "Hi.", "status": "active"}, admin).want(t, 201)
	b.do(t, "GET", "/v1/demo", nil, admin).want(t, 200)

	loaded := b.demo(t, "POST", admin)
	require.Equal(t, api.DemoStatusLoaded, loaded.Status)
	require.Equal(t, 47, loaded.Faqs, "one asks what an FAQ asks already")
	require.Equal(t, 6, loaded.Conversations)
	require.Empty(t, loaded.Kept)
	require.Equal(t, loaded, b.demo(t, "POST", admin), "again adds nothing")
	require.Equal(t, loaded, b.demo(t, "GET", admin))
	require.Equal(t, 49, b.faqCounts(t, admin).Active)

	// Somebody makes one of them their own, and archives another.
	faqs := into[api.FAQList](t, b.do(t, "GET", "/v1/faqs?label=demo&type=general&limit=3", nil, admin).want(t, 200)).Items
	edited, archived := faqs[0], faqs[1]
	if edited.ID == own.ID {
		edited = faqs[2]
	}
	b.do(t, "PUT", "/v1/faqs/"+edited.ID, map[string]any{
		"type": edited.Type, "question": edited.Question, "related_questions": edited.RelatedQuestions, "answer": "Ours.", "labels": edited.Labels, "version": edited.Version,
	}, admin).want(t, 200)
	if archived.ID != own.ID {
		b.do(t, "POST", "/v1/faqs/"+archived.ID+"/archive", nil, admin).want(t, 200)
	}
	kept := []api.KeptFAQ{{ID: edited.ID, Question: edited.Question, Why: api.KeptFAQWhyEdited}}
	require.Equal(t, kept, b.demo(t, "GET", admin).Kept)

	removed := b.demo(t, "DELETE", admin)
	require.Equal(t, api.DemoStatusAbsent, removed.Status)
	require.Equal(t, kept, removed.Kept)
	require.Equal(t, api.FAQCounts{Active: 3}, b.faqCounts(t, admin))
	_, err := b.store.GetInbox(t.Context(), *loaded.InboxID)
	require.ErrorIs(t, err, conversation.ErrNotFound)
	inboxes := into[api.InboxList](t, b.do(t, "GET", "/v1/inboxes", nil, admin).want(t, 200)).Items
	require.Len(t, inboxes, 1)
	require.Equal(t, theirs.ID, inboxes[0].ID)
	left := into[api.ConversationList](t, b.do(t, "GET", "/v1/conversations", nil, admin).want(t, 200)).Items
	require.Len(t, left, 1)
	require.Equal(t, theirs.ID, left[0].InboxID)
	require.Equal(t, api.DemoStatusAbsent, b.demo(t, "DELETE", admin).Status, "there is nothing left to remove")

	// Both stand in the log, and it can be loaded anew.
	log := string(b.do(t, "GET", "/v1/audit?limit=200", nil, admin).want(t, 200).body)
	require.Contains(t, log, "demo.loaded")
	require.Contains(t, log, "demo.removed")
	require.Equal(t, 6, b.demo(t, "POST", admin).Conversations)
}

func (b *bundle) faqCounts(t *testing.T, who header) api.FAQCounts {
	t.Helper()
	return into[api.FAQCounts](t, b.do(t, "GET", "/v1/faqs/counts", nil, who).want(t, 200))
}

// What breaks off is gone on with, and what is being loaded can be removed.
func TestDemoBreaksOff(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	loading := b.demo(t, "POST", admin)
	require.Equal(t, api.DemoStatusLoading, loading.Status)
	require.Equal(t, 48, loading.Rows)
	require.Zero(t, loading.Conversations, "nobody writes before there are answers")
	require.Equal(t, api.DemoStatusAbsent, b.demo(t, "DELETE", admin).Status)
	require.Zero(t, b.faqCounts(t, admin))

	// The training of the FAQs that were there before would judge the customers.
	require.NoError(t, b.learn(t.Context()))
	b.demosUnlearned(t)
	learning := b.demo(t, "POST", admin)
	require.Equal(t, api.DemoStatusLoading, learning.Status)
	require.Equal(t, 48, learning.Faqs)
	require.Zero(t, learning.Conversations, "nobody writes before these are learned")
	require.NoError(t, b.learn(t.Context()))
	require.Equal(t, api.DemoStatusLoaded, b.demo(t, "POST", admin).Status)

	// While people are still being erased, it is not loaded again.
	b.jobs.run = nil
	removing := b.demo(t, "DELETE", admin)
	require.Equal(t, api.DemoStatusRemoving, removing.Status)
	require.Zero(t, removing.Faqs)
	b.do(t, "POST", "/v1/demo", nil, admin).problem(t, 409, "too-late")
	b.demos(t)
	require.Equal(t, api.DemoStatusAbsent, b.demo(t, "DELETE", admin).Status)
}
