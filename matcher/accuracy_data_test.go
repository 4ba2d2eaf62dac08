package matcher_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher/embedding"
)

// noFAQ marks a message that nothing may answer.
const noFAQ = "__none__"

// sample is one line of an evaluation set.
type sample struct {
	Question string `json:"question"`
	FAQ      string `json:"faq_id"`
	Split    string `json:"split"`
}

// samples reads the named split of an evaluation set from the folder in
// PARLEY_DATA, or skips the test where that is not set.
func samples(tb testing.TB, file, split string) []sample {
	tb.Helper()
	dir := os.Getenv("PARLEY_DATA")
	if dir == "" {
		tb.Skip("PARLEY_DATA does not name the folder with the evaluation sets")
	}
	f, err := os.Open(filepath.Join(dir, "faq", file))
	require.NoError(tb, err)
	defer func() { require.NoError(tb, f.Close()) }()
	var all []sample
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var s sample
		require.NoError(tb, json.Unmarshal(lines.Bytes(), &s))
		if s.Split == split {
			all = append(all, s)
		}
	}
	require.NotEmpty(tb, all)
	return all
}

// some returns n of the samples, or all if there are fewer: always the same.
func some(all []sample, n int) []sample {
	shuffled := slices.Clone(all)
	slices.SortStableFunc(shuffled, func(a, b sample) int { return cmp.Compare(shuffle(a), shuffle(b)) })
	return shuffled[:min(n, len(shuffled))]
}

func shuffle(s sample) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s.Question))
	return h.Sum64()
}

// known keeps the samples of FAQs for which is returns want.
func known(all []sample, is func(id string) bool, want bool) []sample {
	return slices.DeleteFunc(slices.Clone(all), func(s sample) bool { return is(s.FAQ) != want })
}

// answerable is every message of a set but those that nothing may answer.
func answerable(id string) bool { return id != noFAQ }

// half reports whether an intent of BANKING77 is in the known half.
func half(tb testing.TB) func(id string) bool {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(os.Getenv("PARLEY_DATA"), "faq", "banking77_half_known.json"))
	require.NoError(tb, err)
	var ids []string
	require.NoError(tb, json.Unmarshal(data, &ids))
	return func(id string) bool { return slices.Contains(ids, id) }
}

// faqsOf returns FAQs that have the samples for questions and their ids for
// answers.
func faqsOf(train []sample) []faq.FAQ {
	questions := make(map[string][]string)
	var order []string
	for _, s := range train {
		if questions[s.FAQ] == nil {
			order = append(order, s.FAQ)
		}
		if !slices.Contains(questions[s.FAQ], s.Question) {
			questions[s.FAQ] = append(questions[s.FAQ], s.Question)
		}
	}
	faqs := make([]faq.FAQ, len(order))
	for i, id := range order {
		faqs[i] = faq.New(faq.General, id, questions[id][0], questions[id][1:]...)
	}
	return faqs
}

// remembering is an embedder that embeds no text twice: the sets share theirs.
type remembering struct {
	embedding.Embedder
	words []string
	mu    sync.Mutex
	known map[string][]float32
}

func (r *remembering) Vocabulary() []string { return r.words }

func (r *remembering) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		r.mu.Lock()
		v := r.known[text]
		r.mu.Unlock()
		if v == nil {
			made, err := r.Embedder.Embed(ctx, []string{text})
			if err != nil {
				return nil, err
			}
			v = made[0]
			r.mu.Lock()
			r.known[text] = v
			r.mu.Unlock()
		}
		vectors[i] = v
	}
	return vectors, nil
}
