package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

func verdictFrom(id string, version, upto int64) conversation.Verdict {
	return conversation.Verdict{ConversationID: id, Version: version, FromSeq: upto, UptoSeq: upto}
}

// unanswered records n messages that nothing answered, and returns their
// decisions.
func (b bundle) unanswered(t *testing.T, inboxID string, n int) []string {
	t.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = b.decided(t, inboxID, fmt.Sprintf("contact %d of %p", i, &ids), fmt.Sprint("can I bring my dog ", i), time.Now(), model,
			responder.Decision{Reason: faq.ReasonBelowThreshold})
	}
	return ids
}

func TestUnansweredBursts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t).ID
	now := time.Now()
	silence := func() responder.Decision { return responder.Decision{Reason: faq.ReasonTie} }
	replied := b.decided(t, inbox, "asha", "dogs?", now, model, silence())
	filled := b.decided(t, inbox, "ravi", "cats?", now.Add(time.Second), model, responder.Decision{
		Answered: true, Step: responder.StepFiller, Answer: "Please wait.", FillerID: nobody, Reason: faq.ReasonMatched,
	})
	b.decided(t, inbox, "kim", "hours?", now, model, responder.Decision{
		Answered: true, Step: responder.StepFAQ, Answer: "At nine.", Reason: faq.ReasonMatched,
		FAQ: &faq.Decision{Answered: true, FAQID: nobody},
	})
	b.decided(t, inbox, "lee", "birds?", now, "other", silence())
	b.decided(t, inbox, "sam", "fish?", now, "", silence())
	b.decided(t, inbox, "ann", "frogs?", now.Add(-time.Hour), model, silence())
	id := b.message(t, inbox, "asha", "dogs?")
	b.exec(t, `
		INSERT INTO messages (id, conversation_id, inbox_id, seq, direction, author, text, state)
		SELECT gen_random_uuid(), id, inbox_id, n, 'out', 'agent', 'No ' || n, CASE n WHEN 2 THEN 'refused' ELSE 'sent' END
		FROM conversations, generate_series(2, 4) n WHERE id = $1`, id)

	found, err := b.UnansweredBursts(t.Context(), now.Add(-time.Minute), model, 10)
	require.NoError(t, err)
	require.Len(t, found, 2)
	require.Equal(t, []string{filled, "cats?", ""}, []string{found[0].DecisionID, found[0].Text, found[0].AgentReply})
	require.Equal(t, []string{replied, id, "dogs?", "No 3"},
		[]string{found[1].DecisionID, found[1].ConversationID, found[1].Text, found[1].AgentReply})
	require.Equal(t, axis(0)[0], found[1].Vector)
	found, err = b.UnansweredBursts(t.Context(), now.Add(-time.Minute), model, 1)
	require.NoError(t, err)
	require.Equal(t, filled, found[0].DecisionID, "the newest")
}

func TestASuggestionSaysWhatPeopleWrote(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	members := b.unanswered(t, b.inbox(t).ID, 25)
	created, err := b.SaveSuggestions(ctx, []faq.Proposal{{
		Model: model, Centre: axis(0)[0], Question: members[3], Related: []string{members[24], members[1]}, Members: members,
	}})
	require.NoError(t, err)
	require.Equal(t, 1, created)
	open, err := b.ListSuggestions(ctx, faq.SuggestionOpen, "", 10)
	require.NoError(t, err)
	require.Len(t, open, 1)
	s := open[0]
	require.Equal(t, "can I bring my dog 3", s.Question)
	require.Equal(t, []string{"can I bring my dog 24", "can I bring my dog 1"}, s.Related)
	require.Equal(t, 25, s.Size)
	require.Len(t, s.Samples, faq.MaxSamples)
	one, err := b.GetSuggestion(ctx, s.ID)
	require.NoError(t, err)
	require.Equal(t, s, one)

	b.exec(t, `UPDATE messages SET text = '' WHERE text = 'can I bring my dog 3'`)
	one, err = b.GetSuggestion(ctx, s.ID)
	require.NoError(t, err)
	require.Equal(t, "can I bring my dog 24", one.Question, "what was erased is not shown")
	require.Len(t, one.Samples, faq.MaxSamples-1)
	_, err = b.GetSuggestion(ctx, nobody)
	require.ErrorIs(t, err, faq.ErrNotFound)
}

func TestAGroupIsProposedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	ctx := t.Context()
	inbox := b.inbox(t).ID
	members := b.unanswered(t, inbox, 6)
	group := faq.Proposal{Model: model, Centre: []float32{1, 0.1, 0, 0}, Question: members[0], Members: members[:4]}
	other := faq.Proposal{Model: model, Centre: axis(3)[0], Question: members[4], Members: members[4:]}
	look := func(p ...faq.Proposal) int {
		created, err := b.SaveSuggestions(ctx, p)
		require.NoError(t, err)
		return created
	}
	require.Equal(t, 2, look(group, other))
	require.Zero(t, look(group, other))
	open, err := b.ListSuggestions(ctx, faq.SuggestionOpen, "", 10)
	require.NoError(t, err)
	require.Equal(t, []int{4, 2}, []int{open[0].Size, open[1].Size})
	behind, err := b.ListSuggestions(ctx, faq.SuggestionOpen, open[0].ID, 10)
	require.NoError(t, err)
	require.Equal(t, open[1:], behind)

	grown := group
	grown.Members, grown.Centre, grown.Model = append(b.unanswered(t, inbox, 3), members[:4]...), axis(1)[0], "another model"
	require.Zero(t, look(grown), "the same people")
	s, err := b.GetSuggestion(ctx, open[0].ID)
	require.NoError(t, err)
	require.Equal(t, 7, s.Size)

	require.NoError(t, b.DismissSuggestion(ctx, s.ID, editor))
	require.ErrorIs(t, b.DismissSuggestion(ctx, s.ID, editor), faq.ErrState)
	again := faq.Proposal{Model: "another model", Centre: []float32{0, 1, 0.01, 0}, Members: b.unanswered(t, inbox, 5)}
	require.Zero(t, look(again), "others who mean the same")
	again.Model = model
	require.Equal(t, 1, look(again), "centres of two models are never compared")
	s, err = b.GetSuggestion(ctx, s.ID)
	require.NoError(t, err)
	require.Equal(t, []any{faq.SuggestionDismissed, 7, editor}, []any{s.Status, s.Size, s.DecidedBy})
	require.NoError(t, b.ReopenSuggestion(ctx, s.ID, editor))
	require.ErrorIs(t, b.ReopenSuggestion(ctx, s.ID, editor), faq.ErrState)

	_, err = b.AcceptSuggestion(ctx, s.ID, faq.New(faq.General, "", "Can I bring my dog?"), "another model", axis(0), editor)
	require.ErrorIs(t, err, faq.ErrModel)
	draft, err := b.AcceptSuggestion(ctx, s.ID, faq.New(faq.General, "", "Can I bring my dog?"), model, axis(0), editor)
	require.NoError(t, err)
	require.Equal(t, []any{faq.Draft, editor, []string{"Can I bring my dog?"}}, []any{draft.Status, draft.EditedBy, draft.Texts()})
	_, err = b.AcceptSuggestion(ctx, s.ID, draft, model, axis(0), editor)
	require.ErrorIs(t, err, faq.ErrState)
	s, err = b.GetSuggestion(ctx, s.ID)
	require.NoError(t, err)
	require.Equal(t, []any{faq.SuggestionAccepted, draft.ID}, []any{s.Status, s.FAQID})
	require.Zero(t, look(grown))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM faqs`))
	require.ErrorIs(t, b.DismissSuggestion(ctx, nobody, ""), faq.ErrNotFound)

	b.exec(t, `UPDATE suggestions SET last_at = now() - interval '40 days'`)
	pruned, err := b.PruneSuggestions(ctx, 30*24*time.Hour)
	require.NoError(t, err)
	require.EqualValues(t, 2, pruned, "those that are open")
}

func TestTwoLooksAtOnceProposeOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	members := b.unanswered(t, b.inbox(t).ID, 4)
	created := make([]int, 6)
	errs := make([]error, len(created))
	atOnce(len(created), func(i int) {
		created[i], errs[i] = b.SaveSuggestions(t.Context(), []faq.Proposal{{Model: model, Centre: axis(0)[0], Members: members}})
	})
	total := 0
	for i, n := range created {
		require.NoError(t, errs[i])
		total += n
	}
	require.Equal(t, 1, total)
}
