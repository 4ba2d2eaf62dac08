package groups_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding/local"
	"github.com/parleyhq/parley/matcher/groups"
)

// noIntent marks a message of an evaluation set that asks for nothing it has.
const noIntent = "__none__"

type sample struct {
	Question string `json:"question"`
	Intent   string `json:"faq_id"`
	Split    string `json:"split"`
}

// samples reads the training messages of an evaluation set, and those of any
// split that belong to no intent, or skips the test where PARLEY_DATA is not set.
func samples(tb testing.TB, file string) []sample {
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
		if s.Split == "train" || s.Intent == noIntent {
			all = append(all, s)
		}
	}
	return all
}

var weights = filepath.Join("..", "..", ".tools", "model")

var openLocal = sync.OnceValues(func() (*local.Model, error) { return local.Open(weights) })

// unanswered embeds samples. The index of a message is its decision's id.
func unanswered(tb testing.TB, all []sample) []faq.Unanswered {
	tb.Helper()
	if _, err := os.Stat(weights); errors.Is(err, fs.ErrNotExist) {
		tb.Skip("the embedding model is not in .tools/model: run `make setup`")
	}
	model, err := openLocal()
	require.NoError(tb, err)
	texts := make([]string, len(all))
	for i, s := range all {
		texts[i] = s.Question
	}
	vectors, err := matcher.Vectors(context.Background(), model, texts)
	require.NoError(tb, err)
	messages := make([]faq.Unanswered, len(all))
	for i, text := range texts {
		messages[i] = faq.Unanswered{DecisionID: fmt.Sprint(i), Text: text, Vector: vectors[i]}
	}
	return messages
}

// mixed returns size messages of each of 20 intents, strange ones that ask for
// nothing, and as many of all the other intents, one or a few of each.
func mixed(seed uint64, all, others []sample, size, strange int) (messages []sample, wanted []string) {
	r := rand.New(rand.NewPCG(seed, 0))
	intents := make(map[string][]sample)
	for _, s := range all {
		intents[s.Intent] = append(intents[s.Intent], s)
	}
	delete(intents, noIntent)
	names := slices.Sorted(maps.Keys(intents))
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	const wants = 20
	for _, name := range names[:wants] {
		for _, i := range r.Perm(len(intents[name]))[:size] {
			messages = append(messages, intents[name][i])
		}
	}
	rest := names[wants:]
	for i := range strange {
		list := intents[rest[i%len(rest)]]
		messages = append(messages, list[r.IntN(len(list))])
	}
	others = slices.DeleteFunc(slices.Clone(others), func(s sample) bool { return s.Intent != noIntent })
	for _, i := range r.Perm(len(others))[:strange] {
		messages = append(messages, others[i])
	}
	return messages, names[:wants]
}

// figures say how well groups tell intents apart.
type figures struct {
	groups int
	// found are the wanted intents that have a group of their own: one of which
	// more than half of the messages are theirs.
	found int
	// purity is the share of the messages in groups that are of the intent of most
	// of their group, coverage that of the wanted messages in such groups.
	purity, coverage float64
}

func measure(tb testing.TB, messages []sample, wanted []string) figures {
	tb.Helper()
	proposals, err := groups.Find(context.Background(), unanswered(tb, messages), groups.Options{Most: len(messages)})
	require.NoError(tb, err)
	found := make(map[string]bool)
	var grouped, right, covered, all float64
	for _, p := range proposals {
		count := make(map[string]int)
		for _, id := range p.Members {
			var i int
			_, err := fmt.Sscan(id, &i)
			require.NoError(tb, err)
			count[messages[i].Intent]++
		}
		delete(count, noIntent)
		most := ""
		for _, intent := range slices.Sorted(maps.Keys(count)) {
			if count[intent] > count[most] {
				most = intent
			}
		}
		grouped += float64(len(p.Members))
		right += float64(count[most])
		if slices.Contains(wanted, most) && 2*count[most] > len(p.Members) {
			found[most] = true
			covered += float64(count[most])
		}
	}
	for _, s := range messages {
		if slices.Contains(wanted, s.Intent) {
			all++
		}
	}
	return figures{groups: len(proposals), found: len(found), purity: right / grouped, coverage: covered / all}
}

// TestIntentsAreFound is a tripwire: its bounds lie a little beside what was
// reached when they were set.
func TestIntentsAreFound(t *testing.T) {
	t.Parallel()
	rows := []struct {
		file             string
		size, strange    int
		found            int
		purity, coverage float64
	}{
		{"clinc150.jsonl", 10, 100, 14, 0.82, 0.45},
		{"clinc150.jsonl", 30, 250, 19, 0.85, 0.68},
		{"banking77.jsonl", 10, 50, 11, 0.74, 0.28},
		{"banking77.jsonl", 30, 100, 18, 0.80, 0.54},
	}
	for _, row := range rows {
		t.Run(fmt.Sprintf("%s/%d messages of each intent and %d others", row.file, row.size, 2*row.strange), func(t *testing.T) {
			t.Parallel()
			messages, wanted := mixed(1, samples(t, row.file), samples(t, "clinc150.jsonl"), row.size, row.strange)
			got := measure(t, messages, wanted)
			t.Logf("%+v", got)
			require.GreaterOrEqual(t, got.found, row.found)
			require.GreaterOrEqual(t, got.purity, row.purity)
			require.GreaterOrEqual(t, got.coverage, row.coverage)
		})
	}
}
