package local

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// small is a vocabulary in which every rule of the tokenizer can be seen. Ids
// start at 6.
func small(tb testing.TB) *tokenizer {
	tb.Helper()
	const vocabulary = `[["\ufffd",0],["<s>",0],["</s>",0],["r3",0],["r4",0],["r5",0],
		["\u2581",-5],["a",-4],["b",-4],["ab",-3],["\u2581ab",-6],["ba",-8],[":",null],["cd",-2],["ab",-1],["\u2581xyz",-3]]`
	var pieces []piece
	require.NoError(tb, json.Unmarshal([]byte(vocabulary), &pieces))
	return newTokenizer(pieces)
}

func TestTokenizerRules(t *testing.T) {
	t.Parallel()
	const space, a, b, spaceAB, colon, ab, xyz = 6, 7, 8, 10, 12, 14, 15
	rows := []struct {
		name string
		text string
		ids  []int32
	}{
		{"empty", "", nil},
		{"space counts as a piece", "b", []int32{space, b}},
		{"one piece is better than two", "xyz", []int32{xyz}},
		{"equal ways: the shorter last piece", "ab", []int32{space, ab}},
		{"a piece listed twice has its last id and score", "bab", []int32{space, b, ab}},
		{"unknown symbols become one", "a??b", []int32{space, a, 0, b}},
		{"unknown at both ends", "?a?", []int32{space, 0, a, 0}},
		{"a null score counts as nothing", "a:", []int32{space, a, colon}},
		{"half a piece is unknown", "c", []int32{space, 0}},
		{"spaces are not collapsed", "a  b", []int32{space, a, space, space, b}},
		{"a tab is no space", "a\tb", []int32{space, a, 0, b}},
		{"compatibility forms", "ａ\u3000ｂ", []int32{space, a, space, b}},
		{"broken UTF-8", "a\xffb", []int32{space, a, 0, b}},
		{"a way from a symbol that no piece reaches is free", "acd", []int32{space, a, 0}},
	}
	tok := small(t)
	for _, row := range rows {
		require.Equal(t, row.ids, tok.encode(row.text), row.name)
	}
	require.NotContains(t, tok.encode("ab"), int32(spaceAB))
}

func FuzzTokenizer(f *testing.F) {
	for _, seed := range []string{"", "ab ba", "::", "c", "\xff", "ab?\u0301", "日本", "\u2581ab"} {
		f.Add(seed)
	}
	tok := small(f)
	f.Fuzz(func(t *testing.T, text string) {
		ids := tok.encode(text)
		require.LessOrEqual(t, len(ids), maxTokens)
		require.Equal(t, text == "", len(ids) == 0)
		for i, id := range ids {
			require.True(t, id == unknownPiece || id >= reservedPieces && id < 16, id)
			require.False(t, i > 0 && id == unknownPiece && ids[i-1] == unknownPiece, "two unknown in a row")
		}
	})
}
