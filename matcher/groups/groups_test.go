package groups_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher/groups"
)

// axis returns a vector near one of the axes, so that those of one axis are alike
// and those of two are not. wobble tells them apart.
func axis(topic int, wobble uint64) []float32 {
	const dimensions = 32
	r := rand.New(rand.NewPCG(uint64(topic), wobble))
	v := make([]float32, dimensions)
	for i := range v {
		v[i] = float32(r.NormFloat64() * 0.05)
	}
	v[topic%dimensions]++
	return v
}

// asked returns messages about one topic, of as many people.
func asked(topic int, texts ...string) []faq.Unanswered {
	messages := make([]faq.Unanswered, len(texts))
	for i, text := range texts {
		messages[i] = faq.Unanswered{
			DecisionID: fmt.Sprintf("%d/%d", topic, i), ConversationID: fmt.Sprintf("of %d/%d", topic, i),
			Text: text, Vector: axis(topic, uint64(i)), At: time.Unix(int64(i), 0),
		}
	}
	return messages
}

func invoice() []faq.Unanswered {
	return asked(1,
		"invoice company name", "How do I get an invoice for my company?", "invoice with company name pls",
		"where can I download the invoice for my company", "Can you send an invoice to my company?", "company invoice needed")
}

func pet() []faq.Unanswered {
	return asked(2, "Can I bring my dog on board?", "are dogs allowed on board", "dog on board?", "do you take dogs on board")
}

func find(t require.TestingT, messages []faq.Unanswered) []faq.Proposal {
	proposals, err := groups.Find(context.Background(), messages, groups.Options{Model: "axes", Centre: 0.1})
	require.NoError(t, err)
	return proposals
}

func TestFind(t *testing.T) {
	t.Parallel()
	noise := asked(3, "what is the meaning of life")
	proposals := find(t, slices.Concat(pet(), noise, invoice()))
	require.Len(t, proposals, 2)
	first, second := proposals[0], proposals[1]
	require.ElementsMatch(t, ids(invoice()), first.Members, "the one that more people ask for")
	require.ElementsMatch(t, ids(pet()), second.Members)
	require.Equal(t, "axes", first.Model)
	length := 0.0
	for _, x := range first.Centre {
		length += float64(x) * float64(x)
	}
	require.InDelta(t, 1, length, 1e-5)
	require.Greater(t, first.Centre[1], float32(0.9))
	require.Contains(t, []string{"1/1", "1/3", "1/4"}, first.Question, "a whole question")
	require.Contains(t, []string{"2/0", "2/3"}, second.Question)
	require.ElementsMatch(t, append(first.Related, first.Question), first.Members)
}

func TestNoGroup(t *testing.T) {
	t.Parallel()
	nan := float32(math.NaN())
	rows := []struct {
		name     string
		messages func() []faq.Unanswered
	}{
		{"nothing", func() []faq.Unanswered { return nil }},
		{"too few people", func() []faq.Unanswered { return pet()[:3] }},
		{"one person", func() []faq.Unanswered {
			return changed(pet(), func(m *faq.Unanswered) { m.ConversationID = "the same" })
		}},
		{"a topic each", func() []faq.Unanswered {
			return slices.Concat(invoice()[:1], pet()[:1], asked(3, "parking at the airport"), asked(4, "lost my suitcase today"))
		}},
		{"a greeting", repeated("Hi, good morning!")},
		{"thanks", repeated("thank you so much")},
		{"an emoji", repeated("🙏🙏")},
		{"one word", repeated("refund")},
		{"a number", repeated("12 34")},
		{"nobody knows what", repeated("can you please help me with this?")},
		{"somebody there", repeated("hello is anybody there??")},
		{"no vectors", vectors(nil)},
		{"zeros", vectors(make([]float32, 32))},
		{"no numbers", vectors([]float32{nan, 1})},
		{"endless", vectors([]float32{float32(math.Inf(1)), 1})},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, find(t, row.messages()))
		})
	}
}

func repeated(text string) func() []faq.Unanswered {
	return func() []faq.Unanswered { return changed(pet(), func(m *faq.Unanswered) { m.Text = text }) }
}

func vectors(v []float32) func() []faq.Unanswered {
	return func() []faq.Unanswered { return changed(pet(), func(m *faq.Unanswered) { m.Vector = v }) }
}

func changed(messages []faq.Unanswered, change func(*faq.Unanswered)) []faq.Unanswered {
	for i := range messages {
		change(&messages[i])
	}
	return messages
}

func TestUnusableVectorsSpoilNoGroup(t *testing.T) {
	t.Parallel()
	short := changed(asked(5, "Can I bring my dog on board, too?"), func(m *faq.Unanswered) { m.Vector = m.Vector[:3] })
	proposals := find(t, append(pet(), short...))
	require.Len(t, proposals, 1)
	require.ElementsMatch(t, ids(pet()), proposals[0].Members)
}

func TestSameWordsAreOneWording(t *testing.T) {
	t.Parallel()
	messages := asked(1, "Where is my invoice?", "where is my INVOICE", "Where is my invoice?!", "where is my invoice 🙏", "my invoice is missing still")
	p := find(t, messages)
	require.Len(t, p, 1)
	require.Len(t, p[0].Members, 5)
	require.ElementsMatch(t, []string{"1/3", "1/4"}, append(p[0].Related, p[0].Question), "the latest of four that say the same")
}

func TestWordings(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name     string
		texts    []string
		question string
		hidden   []string
	}{
		{
			"numbers, addresses and links stay with their owners",
			[]string{
				"How can I return the order 4711222?", "How can I return my order to ann@example.com?", "How can I return my order, see https://x.example/1?",
				"Could I return my order after a week?", "return order",
			},
			"Could I return my order after a week?",
			[]string{
				"How can I return the order 4711222?", "How can I return my order to ann@example.com?", "How can I return my order, see https://x.example/1?",
			},
		},
		{
			"several lines are no question",
			[]string{"hello\nhow can I return my order?", "hey\ncan I return my order?", "How do I return my order?", "return order please"},
			"How do I return my order?",
			[]string{"hello\nhow can I return my order?", "hey\ncan I return my order?"},
		},
		{
			"where nothing reads well, what may be shown",
			[]string{"return order 998877", "order return", "return order", "order to return"},
			"",
			[]string{"return order 998877"},
		},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			messages := asked(7, row.texts...)
			proposals := find(t, messages)
			require.Len(t, proposals, 1)
			shown := append([]string{proposals[0].Question}, proposals[0].Related...)
			for i, m := range messages {
				if row.question == m.Text {
					require.Equal(t, m.DecisionID, proposals[0].Question)
				}
				if slices.Contains(row.hidden, row.texts[i]) {
					require.NotContains(t, shown, m.DecisionID, m.Text)
				}
			}
			require.Len(t, proposals[0].Members, len(messages))
		})
	}
}

func TestRelatedQuestionsAreFewAndDiffer(t *testing.T) {
	t.Parallel()
	rows := []struct {
		wordings int
		vectors  uint64
		related  int
	}{
		{9, 5, 4}, {9, 9, groups.MaxRelated}, {40, 40, groups.MaxRelated}, {40, 1, 0},
	}
	for _, row := range rows {
		t.Run(fmt.Sprintf("%d wordings with %d vectors", row.wordings, row.vectors), func(t *testing.T) {
			t.Parallel()
			var texts []string
			for i := range row.wordings {
				texts = append(texts, "Can I return my order "+strings.Repeat("very ", i%20)+[]string{"late?", "soon?"}[i/20])
			}
			messages := asked(9, texts...)
			for i := range messages {
				messages[i].Vector = axis(9, uint64(i)%row.vectors)
			}
			proposals := find(t, messages)
			require.Len(t, proposals, 1)
			require.Len(t, proposals[0].Members, row.wordings)
			require.Len(t, proposals[0].Related, row.related)
		})
	}
}

// A message that is only half about what the others ask is in the group, but its
// words are not proposed.
func TestStraysAreNotProposed(t *testing.T) {
	t.Parallel()
	var texts []string
	for i := range 19 {
		texts = append(texts, "Can I return my order after "+strings.Repeat("a very ", i)+"long time?")
	}
	messages := asked(9, append(texts, "Can I return my order after changing the address?")...)
	stray := &messages[19]
	stray.Vector[10] += 0.9
	proposals := find(t, messages)
	require.Len(t, proposals, 1)
	p := proposals[0]
	require.Equal(t, stray.DecisionID, p.Members[19], "the least typical one")
	require.NotContains(t, p.Related, stray.DecisionID)
	for i, id := range p.Related[1:] {
		require.Less(t, slices.Index(p.Members, p.Related[i]), slices.Index(p.Members, id), "the most typical first")
	}
}

func TestFindEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := groups.Find(ctx, invoice(), groups.Options{})
	require.ErrorIs(t, err, context.Canceled)
	_, err = groups.Find(ctx, nil, groups.Options{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestOptions(t *testing.T) {
	t.Parallel()
	messages := append(invoice(), pet()...)
	one, err := groups.Find(context.Background(), messages, groups.Options{Centre: 0.1, Most: 1})
	require.NoError(t, err)
	require.Len(t, one, 1)
	require.Len(t, one[0].Members, 6)
	large, err := groups.Find(context.Background(), messages, groups.Options{Centre: 0.1, Fewest: 5})
	require.NoError(t, err)
	require.Equal(t, one, large)
}

// TestGroupsAreSound puts messages about any topics in any order.
func TestGroupsAreSound(t *testing.T) {
	t.Parallel()
	words := []string{"refund", "order", "invoice", "dog", "seat", "my", "the", "how", "can", "I", "late", "card"}
	rapid.Check(t, func(t *rapid.T) {
		var messages []faq.Unanswered
		for i := range rapid.IntRange(0, 60).Draw(t, "messages") {
			messages = append(messages, faq.Unanswered{
				DecisionID:     fmt.Sprint(i),
				ConversationID: rapid.SampledFrom([]string{"", "a", "b", "c", fmt.Sprint(i)}).Draw(t, "conversation"),
				Text:           strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 6).Draw(t, "text"), " "),
				Vector:         axis(rapid.IntRange(0, 4).Draw(t, "topic"), rapid.Uint64Range(0, 9).Draw(t, "wobble")),
				At:             time.Unix(rapid.Int64Range(0, 3).Draw(t, "at"), 0),
			})
		}
		proposals := find(t, messages)
		require.Equal(t, proposals, find(t, rapid.Permutation(messages).Draw(t, "shuffled")))
		grouped := make(map[string]bool)
		for _, p := range proposals {
			people := make(map[string]bool)
			for _, id := range p.Members {
				require.False(t, grouped[id], "a message in two groups")
				grouped[id] = true
				m := messages[slices.IndexFunc(messages, func(m faq.Unanswered) bool { return m.DecisionID == id })]
				people[max(m.ConversationID, "of "+m.DecisionID)] = true
			}
			require.GreaterOrEqual(t, len(people), groups.DefaultFewest)
			shown := append([]string{p.Question}, p.Related...)
			require.Subset(t, p.Members, shown)
			require.LessOrEqual(t, len(p.Related), groups.MaxRelated)
			slices.Sort(shown)
			require.Len(t, slices.Compact(shown), 1+len(p.Related), "a wording twice")
		}
	})
}

func ids(messages []faq.Unanswered) []string {
	var all []string
	for _, m := range messages {
		all = append(all, m.DecisionID)
	}
	return all
}
