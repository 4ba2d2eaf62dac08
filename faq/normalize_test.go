package faq_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

func TestNormalize(t *testing.T) {
	t.Parallel()
	rows := []struct{ in, want string }{
		{"", ""},
		{" \t\r\n\u00a0\u3000", ""},
		{"  where   is\nmy\torder ", "where is my order"},
		{"where is my order????", "where is my order?"},
		{"what?!?!", "what?!?!"},
		{"what??!!", "what?!"},
		{"hmm....ok", "hmm.ok"},
		{"hmm…ok", "hmm.ok"},
		{"helloooo", "hello"},
		{"hellllo", "hello"},
		{"sooorry", "soorry"},
		{"pleaseeee help", "please help"},
		{"free book", "free book"},
		{"order 10000", "order 10000"},
		{"I’m “late” – sorry", `I'm "late" - sorry`},
		{"where is my order 😡😡", "where is my order"},
		{"ok👍🏽thanks", "ok thanks"},
		{"❤️👨‍👩‍👧🇮🇳", ""},
		{"zero\u200bwidth", "zerowidth"},
		{"\u202eevil", "evil"},
		{"a\x00b\x07c", "abc"},
		{"caf\xe9 au lait", "caf au lait"},
		{"refund $20 + €5", "refund $20 + €5"},
		{"où est mon café", "où est mon café"},
		{"मेरा ऑर्डर", "मेरा ऑर्डर"},
		{"?", "?"},
		{"WHERE IS MY ORDER!!!", "where is my order!"},
		{"IŞIL İSTANBUL", strings.ToLower("IŞIL İSTANBUL")},
		{"ETA?", "ETA?"},
		{"COD 500", "COD 500"},
		{"DO you take COD", "DO you take COD"},
	}
	for _, row := range rows {
		require.Equal(t, row.want, faq.Normalize(row.in), "%q", row.in)
	}
}

func TestHasWord(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"": false, "?!": false, "👋": false, "a": true, "7": true, "注文": true} {
		require.Equal(t, want, faq.HasWord(text), "%q", text)
	}
}

func FuzzNormalize(f *testing.F) {
	for _, seed := range []string{"", "a\u0301b", "WHERE???", "\xff\xfe", "aaa aaa", "  x  ", "a\u200baa", "..…."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out := faq.Normalize(in)
		require.True(t, utf8.ValidString(out))
		require.Equal(t, strings.TrimSpace(out), out)
		require.NotContains(t, out, "  ")
		require.Equal(t, out, faq.Normalize(out))
		require.Equal(t, faq.HasWord(in), faq.HasWord(out))
	})
}
