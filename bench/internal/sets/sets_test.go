package sets

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestRead(t *testing.T) {
	t.Parallel()
	folder := fstest.MapFS{
		"set.jsonl": {Data: []byte(`{"question": "Where is it?", "faq_id": "where", "split": "train"}
{"question": "wher is it", "faq_id": "where", "split": "test", "clean": "where is it"}
{"question": "Who am I?", "faq_id": "__none__", "split": "test"}
`)},
		"broken.jsonl": {Data: []byte(`{"question": "Where is it?", "split": "train"}` + "\n{")},
		"names.json":   {Data: []byte(`["where", "when"]`)},
		"broken.json":  {Data: []byte(`{"where": 1}`)},
	}
	test, err := Read(folder, "set.jsonl", Test)
	require.NoError(t, err)
	inside, outside := Split(test, func(id string) bool { return id != Unknown })
	require.Equal(t, []Sample{{Question: "wher is it", FAQ: "where", Split: Test, Clean: "where is it"}}, inside)
	require.Equal(t, []Sample{{Question: "Who am I?", FAQ: Unknown, Split: Test}}, outside)
	require.Equal(t, []Sample{{Question: "where is it", FAQ: "where", Split: Test}}, Cleaned(inside))
	require.Equal(t, "wher is it", inside[0].Question)

	_, err = Read(folder, "broken.jsonl", Train)
	require.ErrorContains(t, err, "broken.jsonl, line 2")
	_, err = Read(folder, "set.jsonl", "dev")
	require.ErrorContains(t, err, "nothing of split dev")
	_, err = Read(folder, "absent.jsonl", Train)
	require.Error(t, err)

	names, err := Names(folder, "names.json")
	require.NoError(t, err)
	require.Equal(t, map[string]bool{"where": true, "when": true}, names)
	_, err = Names(folder, "broken.json")
	require.ErrorContains(t, err, "broken.json")
}

func TestSpread(t *testing.T) {
	t.Parallel()
	samples := make([]Sample, 10)
	for i := range samples {
		samples[i].Question = string(rune('a' + i))
	}
	var taken string
	for _, s := range Spread(samples, 4) {
		taken += s.Question
	}
	require.Equal(t, "acfh", taken)
	require.Equal(t, samples, Spread(samples, 0))
	require.Equal(t, samples, Spread(samples, 11))
}

func TestDraw(t *testing.T) {
	t.Parallel()
	train := []Sample{
		{Question: "a1", FAQ: "a"},
		{Question: "b1", FAQ: "b"},
		{Question: "a2", FAQ: "a"},
		{Question: "a3", FAQ: "a"},
		{Question: "a4", FAQ: "a"},
	}
	repeated := append(slices.Clone(train), Sample{Question: "life's", FAQ: "b"}, Sample{Question: "Life’s", FAQ: "b"}, Sample{Question: "A2", FAQ: "b"})
	require.Equal(t, []string{"b1", "life's"}, Draw(repeated, 0, 0)[1].Questions)
	all := []FAQ{{"a", []string{"a1", "a2", "a3", "a4"}}, {"b", []string{"b1"}}}
	require.Equal(t, all, Draw(train, 0, 0))
	require.Equal(t, 5, Questions(all))
	// What random.Random("0/a").shuffle and random.Random("1/a").shuffle make of it.
	require.Equal(t, []FAQ{{"a", []string{"a3", "a4"}}, {"b", []string{"b1"}}}, Draw(train, 2, 0))
	require.Equal(t, []FAQ{{"a", []string{"a3", "a2", "a1"}}, {"b", []string{"b1"}}}, Draw(train, 3, 1))
	require.Equal(t, "a1", train[0].Question, "the samples stay as they are")
}

func TestTheGeneratorIsThatOfPython(t *testing.T) {
	t.Parallel()
	for seed, want := range map[string][]int{
		// [r.randrange(100) for _ in range(10)] of r = random.Random(seed)
		"0/card_arrival": {38, 95, 52, 63, 69, 33, 5, 72, 84, 88},
		"2/pin_blocked":  {38, 81, 26, 21, 83, 81, 29, 59, 56, 2},
	} {
		random := seeded(seed)
		var got []int
		for range want {
			got = append(got, random.below(100))
		}
		require.Equal(t, want, got, seed)
	}
	// random.Random("x").getrandbits(32) after 2,000 others.
	random := seeded("x")
	for range 2000 {
		random.draw()
	}
	require.EqualValues(t, 3082078172, random.draw())
}
