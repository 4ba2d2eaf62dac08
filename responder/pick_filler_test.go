package responder_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

func filler(id string) faq.FAQ {
	return faq.FAQ{ID: id, Type: faq.Filler, Status: faq.Active, Answer: "One moment, please."}
}

func TestPickFiller(t *testing.T) {
	t.Parallel()
	words := responder.Burst{ConversationID: "c", FromSeq: 1, Lines: []string{"🙏", "what about that?"}}
	draft, general := filler("draft"), filler("general")
	draft.Status, general.Type = faq.Draft, faq.General
	rows := []struct {
		name    string
		burst   responder.Burst
		fillers []faq.FAQ
		past    responder.Past
		chosen  bool
	}{
		{"the only one", words, []faq.FAQ{filler("a")}, responder.Past{}, true},
		{"none", words, nil, responder.Past{}, false},
		{"not twice in a row", words, []faq.FAQ{filler("a"), filler("b")}, responder.Past{Filler: true}, false},
		{"not for an emoji", responder.Burst{Lines: []string{"👍", "?!"}}, []faq.FAQ{filler("a")}, responder.Past{}, false},
		{"not for nothing", responder.Burst{}, []faq.FAQ{filler("a")}, responder.Past{}, false},
		{"active fillers only", words, []faq.FAQ{draft, general}, responder.Past{}, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.chosen, responder.PickFiller(row.burst, row.fillers, row.past) != nil)
		})
	}
}

func TestFillersTakeTurns(t *testing.T) {
	t.Parallel()
	fillers := []faq.FAQ{filler("a"), filler("b"), filler("c")}
	count := make(map[string]int)
	for seq := range int64(3000) {
		b := responder.Burst{ConversationID: "c", FromSeq: seq, Lines: []string{"hm"}}
		count[responder.PickFiller(b, fillers, responder.Past{}).ID]++
	}
	for _, f := range fillers {
		require.InDelta(t, 1000, count[f.ID], 150, f.ID)
	}
}

// Whatever else changes, conversation and burst choose the same filler.
func TestTheChoiceOfAFillerIsStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := responder.Burst{
			ConversationID: rapid.String().Draw(t, "conversation"), FromSeq: rapid.Int64().Draw(t, "seq"),
			Lines: []string{"one", "two"},
		}
		var fillers []faq.FAQ
		for i := range rapid.IntRange(1, 8).Draw(t, "fillers") {
			fillers = append(fillers, filler(fmt.Sprint(i)))
		}
		chosen := responder.PickFiller(b, fillers, responder.Past{}).ID
		b.Lines = b.Lines[:1]
		require.Equal(t, chosen, responder.PickFiller(b, rapid.Permutation(fillers).Draw(t, "order"), responder.Past{}).ID)
		gone := rapid.SampledFrom(fillers).Draw(t, "gone").ID
		left := slices.DeleteFunc(fillers, func(f faq.FAQ) bool { return f.ID == gone })
		if gone != chosen {
			require.Equal(t, chosen, responder.PickFiller(b, left, responder.Past{}).ID)
		}
	})
}
