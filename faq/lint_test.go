package faq_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

// rules returns the rules that have something to say, with their fields.
func rules(f faq.FAQ) []string {
	var found []string
	for _, a := range faq.Lint(f) {
		found = append(found, string(a.Rule)+" "+a.Field)
	}
	return found
}

func TestBestPractices(t *testing.T) {
	t.Parallel()
	const answer = "Open Orders and tap Return."
	general := func(question string, related ...string) faq.FAQ {
		return faq.New(faq.General, answer, question, related...)
	}
	const fine = "Can you tell me how a refund is paid?"
	rows := []struct {
		faq  faq.FAQ
		want []string
	}{
		// Examples of what is advised against, each with what is better.
		{general("Wrong password.", fine), []string{"too_short questions[0]", "incomplete_sentence questions[0]"}},
		{general("How can I recover the password of my account?", fine), nil},
		{general("How to return?", fine), []string{"too_short questions[0]", "incomplete_sentence questions[0]"}},
		{general("How can I return my order?", fine), nil},
		{general("COD please.", "COD?"), []string{
			"too_short questions[0]", "too_short questions[1]", "incomplete_sentence questions[0]", "bare_acronym questions[0]",
		}},
		{general("Do you have COD as a payment option?", fine), nil},
		{general("Do you have COD as a payment option?", "Which payment option besides COD is there?"), nil},
		{general("Do you have cash on delivery as a payment option?", "Do you have COD as a payment method?", "Can I pay after the delivery is completed?"), nil},

		{general("Refund for a cancelled food order", fine), []string{"incomplete_sentence questions[0]"}},
		{general("How to change the delivery address of an order", fine), []string{"incomplete_sentence questions[0]"}},
		{general("Where to find the receipt of an order", fine), []string{"incomplete_sentence questions[0]"}},
		{general("Tracking of parcels that got lost", fine), nil},
		{general("Cancel my order before it is cooked", fine), nil},
		{general("Please switch to another delivery address", fine), nil},
		{general("Cancel button in the orders tab", fine), []string{"incomplete_sentence questions[0]"}},
		{general("I forgot the password of my account", fine), nil},
		{general("My card hasn't come in the mail", fine), nil},
		{general("Please explain the fees for foreign cards", fine), nil},
		{general(fine, "refund of an order placed yesterday"), nil},
		{general("What should I do about it now please?", fine), nil},
		{general("What should I do about it please?", fine), []string{"no_context questions[0]"}},

		{general("Is there an ETA for this?", "What ETA do you have for it?"), []string{"bare_acronym questions[0]"}},
		{general("is there an eta for this", "what is the eta you have"), []string{"bare_acronym questions[0]"}},
		{general("Is there an ETA for this?", "When does my order arrive here?"), nil},
		{general("Can I pay with an ATM card of yours?", fine), nil},
		{general("WHERE IS MY ORDER RIGHT NOW", fine), nil},

		{general("Where is my order and can I return it?", fine), nil},
		{general("Where is my order? How can I return a shirt?", fine), []string{"many_questions questions[0]"}},
		{general("My order has not come. Where is my courier?", fine), nil},
		{general("Where is my order? What can I do?", fine), nil},

		{general("mera order abhi tak kahan hai", "kya order cancel ho sakta hai", fine, "Wo ist denn meine Bestellung?"), []string{
			"not_english questions[0]", "not_english questions[1]", "incomplete_sentence questions[0]",
		}},
		{general(fine), []string{"no_related_questions questions"}},

		{faq.New(faq.General, "", fine, "How can I return my order?"), []string{"answer_missing answer"}},
		{faq.New(faq.Filler, " \n", "Nothing fits"), []string{"answer_missing answer"}},
		{faq.New(faq.General, "how can I  return my order?", fine, "How can I return my order?"), []string{"answer_is_question answer"}},
		{faq.New(faq.General, "Yes.", fine, "How can I return my order?"), []string{"answer_too_bare answer"}},
		{faq.New(faq.General, "Contact support", fine, "How can I return my order?"), []string{"answer_too_bare answer"}},
		{faq.New(faq.General, "example.com/returns", fine, "How can I return my order?"), nil},
		{faq.New(faq.General, "🙏", fine, "How can I return my order?"), nil},

		// Greetings and closings are as short as those of people.
		{faq.New(faq.Greeting, "Hello!", "Hi", "GM"), nil},
		{faq.New(faq.Closing, "Bye!", "TY"), nil},
		{faq.New(faq.Greeting, "Hello!", "Hola buenos dias", "hola amigo"), []string{"not_english questions[0]", "not_english questions[1]"}},
		{faq.New(faq.Filler, "One moment.", "kuch bhi nahi mila"), nil},
		{faq.FAQ{}, []string{"answer_missing answer"}},
	}
	for _, row := range rows {
		t.Run(strings.Join(row.faq.Texts(), "; "), func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, rules(row.faq))
		})
	}
}

func TestAdviceIsOneSentenceThatQuotes(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("wo ist denn meine bestellung ", 5)
	f := faq.New(faq.General, "Yes.", "Order status "+strings.Repeat("of my parcel ", 20)+"?", "COD?", "Wrong password", long)
	advice := faq.Lint(f)
	advice = append(advice, faq.Overlap("questions[1]", "other", long, 0.04))
	require.Greater(t, len(advice), 4)
	for _, a := range advice {
		require.Regexp(t, `^[A-Z].+\.$`, a.Text)
		require.NotContains(t, a.Text, "%!")
		require.Less(t, len(a.Text), 300)
		require.NotContains(t, strings.ReplaceAll(a.Text, `?"`, ""), ". ", "one sentence")
	}
	require.Contains(t, advice[1].Text, `the related question "COD?" (and 1 more)`)
}

func TestAdviceAsJSON(t *testing.T) {
	t.Parallel()
	plain, err := json.Marshal(faq.Lint(faq.New(faq.Filler, "", "Nothing"))[0])
	require.NoError(t, err)
	require.JSONEq(t, `{"rule":"answer_missing","field":"answer","advice":"Write the answer: without one the FAQ stays a draft and answers nobody."}`, string(plain))
	overlap, err := json.Marshal(faq.Overlap("questions[0]", "id", "Where is it?", 0))
	require.NoError(t, err)
	require.Contains(t, string(overlap), `"faq_id":"id","question":"Where is it?","distance":0`)
}

func TestLintOfAnyText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", "?", "'", "''", "-", "a\x00b", "caf\xe9", "🙏", "\u200b", strings.Repeat("a", 100_000)} {
		for _, typ := range faq.Types() {
			require.NotPanics(t, func() { faq.Lint(faq.New(typ, text, text, text)) }, "%q", text)
		}
	}
}
