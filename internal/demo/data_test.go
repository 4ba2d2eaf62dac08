package demo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

func TestFAQsAreACompleteSet(t *testing.T) {
	t.Parallel()
	faqs, err := FAQs()
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(faqs), 32)

	keys, questions, types := map[string]bool{}, map[string]string{}, map[string]int{}
	for _, f := range faqs {
		require.NotEmpty(t, f.Key)
		require.NotEqual(t, ExpectNone, f.Key)
		require.False(t, keys[f.Key], "key %s twice", f.Key)
		keys[f.Key] = true
		types[f.Type]++

		require.NotEmpty(t, f.Labels, f.Key)
		require.NotEmpty(t, strings.TrimSpace(f.Answer), f.Key)
		require.NotContains(t, f.Answer, "!", "%s: answers stay calm", f.Key)
		for _, q := range f.Questions() {
			same := strings.Join(words(q), " ")
			require.NotEmpty(t, same, f.Key)
			require.NotContains(t, questions, same, "%s and %s share a question", questions[same], f.Key)
			questions[same] = f.Key
		}
	}
	require.GreaterOrEqual(t, types["greeting"], 2)
	require.GreaterOrEqual(t, types["closing"], 2)
	require.Contains(t, []int{1, 2}, types["filler"])
	require.Positive(t, types["general"])
	require.Len(t, types, 4, "an unknown type")
}

// The rules for writing questions that the product's documentation gives to
// its users, held by our own set.
func TestGeneralQuestionsFollowBestPractice(t *testing.T) {
	t.Parallel()
	faqs, err := FAQs()
	require.NoError(t, err)
	for _, f := range faqs {
		if f.Type != "general" {
			continue
		}
		require.GreaterOrEqual(t, len(f.RelatedQuestions), 5, f.Key)
		require.LessOrEqual(t, len(f.RelatedQuestions), 9, f.Key)
		for _, q := range f.Questions() {
			require.GreaterOrEqual(t, len(words(q)), 5, "%s: %s", f.Key, q)
			require.Regexp(t, `^[A-Z].*[.?]$`, q, "%s: a full sentence", f.Key)
		}
	}
}

func TestMessagesCoverWhatCustomersWrite(t *testing.T) {
	t.Parallel()
	faqs, err := FAQs()
	require.NoError(t, err)
	types := map[string]string{}
	for _, f := range faqs {
		types[f.Key] = f.Type
	}
	messages, err := Messages()
	require.NoError(t, err)

	expected := map[string]int{}
	var bursts, foreign int
	for _, m := range messages {
		expected[m.Expect]++
		if m.Expect != ExpectNone {
			require.Contains(t, types, m.Expect, m.Burst())
			require.NotEqual(t, "filler", types[m.Expect], "a filler is never the answer to a question: %q", m.Burst())
		}
		for _, line := range m.Burst() {
			require.NotEmpty(t, strings.TrimSpace(line))
		}
		if len(m.Lines) > 0 {
			require.Greater(t, len(m.Lines), 1, "a burst has several lines: %q", m.Lines)
			bursts++
		}
		if strings.HasPrefix(m.Note, "language: ") {
			require.Equal(t, ExpectNone, m.Expect, "%q is not English", m.Burst())
			foreign++
		}
	}
	require.GreaterOrEqual(t, len(messages), 230)
	require.GreaterOrEqual(t, bursts, 20)
	require.GreaterOrEqual(t, foreign, 12)
	require.GreaterOrEqual(t, expected[ExpectNone], 45)
	answered := float64(len(messages)-expected[ExpectNone]) / float64(len(messages))
	require.InDelta(t, 0.675, answered, 0.025, "65 to 70 %% of the messages have an answer")
	for key, kind := range types {
		if kind != "filler" {
			require.GreaterOrEqual(t, expected[key], 3, "%s is hardly asked for", key)
		}
	}
}

// The accuracy that the demo prints would mean little if messages were copied
// from the questions or from each other.
func TestMessagesAreWrittenIndependently(t *testing.T) {
	t.Parallel()
	faqs, err := FAQs()
	require.NoError(t, err)
	messages, err := Messages()
	require.NoError(t, err)
	script, err := Script()
	require.NoError(t, err)

	seen := map[string]string{}
	for _, f := range faqs {
		for _, q := range f.Questions() {
			for _, r := range fingerprints(q) {
				seen[r] = "FAQ " + f.Key // FAQs may share runs with each other
			}
		}
	}
	var texts []string
	for _, m := range messages {
		texts = append(texts, strings.Join(m.Burst(), " "))
	}
	for _, turn := range script.Turns {
		texts = append(texts, turn.Text)
	}
	var clashes []string
	for i, text := range texts {
		line := fmt.Sprintf("line %d %q", i+1, text)
		for _, r := range fingerprints(text) {
			if other, ok := seen[r]; ok && other != line {
				clashes = append(clashes, fmt.Sprintf("%q is in %s and %s", r, other, line))
			}
			seen[r] = line
		}
	}
	require.Empty(t, clashes, strings.Join(clashes, "\n"))
}

func TestFingerprintsFindCopies(t *testing.T) {
	t.Parallel()
	share := func(a, b string) bool {
		in := fingerprints(b)
		return slices.ContainsFunc(fingerprints(a), func(r string) bool { return slices.Contains(in, r) })
	}
	require.True(t, share("so I don't know where it is", "i DONT know, where… it went"))
	require.False(t, share("one two three four five", "one two three four six"))
	require.True(t, share("thanks a lot", "Thanks, a lot!"), "short texts count as a whole")
	require.False(t, share("👍", "?"), "texts without words count as they are")
	require.True(t, share("?", "?"))
}

func TestScriptNeedsAHuman(t *testing.T) {
	t.Parallel()
	script, err := Script()
	require.NoError(t, err)
	require.NotEmpty(t, script.Contact)
	require.GreaterOrEqual(t, len(script.Turns), 6)
	require.LessOrEqual(t, len(script.Turns), 10)
	require.Equal(t, FromContact, script.Turns[0].From)
	var agent int
	for _, turn := range script.Turns {
		require.Contains(t, []string{FromContact, FromAgent}, turn.From)
		require.NotEmpty(t, turn.Text)
		if turn.From == FromAgent {
			agent++
		}
	}
	require.Positive(t, agent)
}

func TestParseMessagesRefusesSlips(t *testing.T) {
	t.Parallel()
	const good = `{"text":"hi","expect":"none"}` + "\n"
	for name, line := range map[string]string{
		"not JSON":         `text: hi`,
		"empty line":       ``,
		"two values":       `{"text":"a","expect":"none"} {"text":"b","expect":"none"}`,
		"unknown field":    `{"text":"a","expects":"none"}`,
		"no expectation":   `{"text":"a"}`,
		"no text":          `{"expect":"none"}`,
		"text and lines":   `{"text":"a","lines":["b","c"],"expect":"none"}`,
		"lines of numbers": `{"lines":[1,2],"expect":"none"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parseMessages([]byte(good + line + "\n"))
			require.ErrorContains(t, err, "line 2")
		})
	}
}

func FuzzParseMessages(f *testing.F) {
	f.Add([]byte(`{"text":"hi","expect":"none"}`))
	f.Add([]byte("{\"lines\":[\"a\",\"b\"],\"expect\":\"x\"}\n{"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		messages, err := parseMessages(raw)
		if err != nil {
			return
		}
		for _, m := range messages {
			require.NotEmpty(t, m.Burst())
			require.NotEmpty(t, m.Expect)
		}
	})
}

// fingerprints returns what two independent texts must not have in common:
// every run of five words, or the whole text where it is shorter.
func fingerprints(text string) []string {
	const run = 5
	all := words(text)
	if len(all) == 0 {
		return []string{text}
	}
	if len(all) < run {
		return []string{strings.Join(all, " ")}
	}
	var runs []string
	for i := range len(all) - run + 1 {
		runs = append(runs, strings.Join(all[i:i+run], " "))
	}
	return runs
}

// words splits a text into lower-case words; apostrophes vanish, so that
// "dont" and "don't" are one word, and all other punctuation separates.
func words(text string) []string {
	text = strings.NewReplacer("'", "", "’", "").Replace(strings.ToLower(text))
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.N, unicode.M)
	})
}

func TestCustomers(t *testing.T) {
	t.Parallel()
	customers, err := Customers()
	require.NoError(t, err)
	faqs, err := FAQs()
	require.NoError(t, err)
	known := map[string]bool{ExpectNone: true}
	for _, f := range faqs {
		known[f.Key] = true
	}
	names := map[string]bool{}
	for _, c := range customers {
		require.NotEmpty(t, c.Lines, c.Name)
		require.True(t, known[c.Expect], c.Expect)
		require.False(t, names[c.Name], c.Name)
		names[c.Name] = true
	}
	require.Len(t, names, 6)
}
