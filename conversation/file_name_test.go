package conversation_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func TestFileName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"invoice.pdf": "invoice.pdf",
		"Ünïcödé 你好 👨‍👩‍👧.png":      "Ünïcödé 你好 👨‍👩‍👧.png",
		"../../etc/passwd":          "passwd",
		`C:\Windows\system32\a.exe`: "a.exe",
		"a\x00b.txt":                "ab.txt",
		"a\r\nSet-Cookie: x.txt":    "aSet-Cookie_ x.txt",
		"photo\u202egpj.exe":        "photogpj.exe",
		"\u2066a\u2069\ufeff.txt":   "a.txt",
		"CON":                       "_CON",
		"nul.txt":                   "_nul.txt",
		"com7.tar.gz":               "_com7.tar.gz",
		"common.txt":                "common.txt",
		`say "hi".txt`:              "say _hi_.txt",
		".htaccess":                 "htaccess",
		"...":                       "",
		"":                          "",
		"folder/":                   "",
		" trailing. . ":             "trailing",
		"\xff\xfe.bin":              "\uFFFD.bin",
	} {
		require.Equal(t, want, conversation.FileName(name), "%q", name)
	}
	long := conversation.FileName(strings.Repeat("é", 5000) + ".jpeg")
	require.LessOrEqual(t, len(long), 255)
	require.True(t, strings.HasSuffix(long, "é.jpeg"))
}

func FuzzFileName(f *testing.F) {
	f.Add("CON . ..")
	f.Add("\u202e/.\\COM1.\x00")
	f.Add("\xf0\x9f" + strings.Repeat("x", 300) + "." + strings.Repeat("y", 300))
	f.Fuzz(func(t *testing.T, name string) {
		got := conversation.FileName(name)
		require.LessOrEqual(t, len(got), 255)
		require.True(t, utf8.ValidString(got))
		require.NotContains(t, got, "/")
		require.NotContains(t, got, `\`)
		require.False(t, strings.HasPrefix(got, "."))
		require.Equal(t, got, conversation.FileName(got), "a clean name stays as it is")
	})
}
