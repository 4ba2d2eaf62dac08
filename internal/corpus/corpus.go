// Package corpus holds what channels make of payloads that providers have sent
// against tables that say what they mean. The payloads are no part of the
// project: they are read from the folder in PARLEY_DATA where that is set.
package corpus

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/provider"
)

// Answers is how the names of files begin that hold answers of an API, which no
// decoder sees.
const Answers = "derived_api_"

// Files returns the payloads of one folder by name, or skips the test.
func Files(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	data := os.Getenv("PARLEY_DATA")
	if data == "" {
		t.Skip("PARLEY_DATA is not set: the shared corpus is not here")
	}
	paths, err := filepath.Glob(filepath.Join(data, "channels", folder, "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	files := map[string][]byte{}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		files[filepath.Base(path)] = content
	}
	return files
}

// Check holds every webhook of a folder against testdata/corpus.txt: a file's
// name, then a line for each of its events, indented. No file is without a row,
// and no row without a file. The names of files that are no webhooks begin with
// one of the prefixes.
//
// With PARLEY_WRITE_CORPUS set it writes the table instead; a person has to read
// what changed.
func Check(t *testing.T, folder string, decode func(t *testing.T, body []byte) []provider.Event, except ...string) {
	t.Helper()
	files := Files(t, folder)
	names := make([]string, 0, len(files))
	for name := range files {
		if !slices.ContainsFunc(except, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	meanings := map[string][]string{}
	for _, name := range names {
		meanings[name] = []string{}
		for _, e := range decode(t, files[name]) {
			meanings[name] = append(meanings[name], Line(e))
		}
	}
	const path = "testdata/corpus.txt"
	if os.Getenv("PARLEY_WRITE_CORPUS") != "" {
		write(t, path, names, meanings)
		return
	}
	rows := read(t, path)
	for _, name := range names {
		require.Contains(t, rows, name, "the file has no row")
		require.Equal(t, rows[name], meanings[name], name)
		delete(rows, name)
	}
	require.Empty(t, rows, "rows without a file")
}

func read(t *testing.T, path string) map[string][]string {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	rows, name := map[string][]string{}, ""
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		switch line := lines.Text(); {
		case strings.HasPrefix(line, "#"), strings.TrimSpace(line) == "":
		case strings.HasPrefix(line, "\t"):
			rows[name] = append(rows[name], strings.TrimPrefix(line, "\t"))
		default:
			name = line
			require.NotContains(t, rows, name, "listed twice")
			rows[name] = []string{}
		}
	}
	require.NoError(t, lines.Err())
	return rows
}

func write(t *testing.T, path string, names []string, meanings map[string][]string) {
	t.Helper()
	var out strings.Builder
	out.WriteString("# What each webhook of the shared corpus means: file, then one line for each event.\n")
	for _, name := range names {
		out.WriteString(name + "\n")
		for _, line := range meanings[name] {
			out.WriteString("\t" + line + "\n")
		}
	}
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(out.String()), 0o644))
}
