package whatsapp_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels/graph"
)

// corpus returns the files of the shared corpus by name, or skips.
func corpus(t *testing.T, folder string) map[string][]byte {
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

// table reads testdata/corpus.txt: a file's name, then a line for each of its
// events, indented.
func table(t *testing.T) map[string][]string {
	t.Helper()
	file, err := os.Open("testdata/corpus.txt")
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

// TestCorpus: every webhook of the shared corpus means what the table says, and
// no file is without a row. Answers of the API are in TestCorpusErrors.
func TestCorpus(t *testing.T) {
	t.Parallel()
	files := corpus(t, "whatsapp")
	rows := table(t)
	for name, body := range files {
		if strings.HasPrefix(name, "derived_api_error_") {
			continue
		}
		want, ok := rows[name]
		require.True(t, ok, "%s has no row", name)
		got := []string{}
		for _, e := range decode(t, body) {
			got = append(got, summary(e))
		}
		require.Equal(t, want, got, name)
		delete(rows, name)
	}
	require.Empty(t, rows, "rows without a file")
}

// TestCorpusAsSent: signed as it comes, verified over the raw bytes.
func TestCorpusAsSent(t *testing.T) {
	t.Parallel()
	name := "derived_escaped_unicode_wire_bytes.json"
	body := corpus(t, "whatsapp")[name]
	require.Contains(t, string(body), `\u00e4`)
	require.Len(t, decode(t, body), 1)
	var parsed any
	require.NoError(t, json.Unmarshal(body, &parsed))
	again, err := json.Marshal(parsed)
	require.NoError(t, err)
	require.ErrorContains(t, graph.Verify(account().AppSecret, signed(body), again), "signature")
}

// TestWriteCorpus rewrites the table; a person has to read what changed.
func TestWriteCorpus(t *testing.T) {
	t.Parallel()
	if os.Getenv("PARLEY_WRITE_CORPUS") == "" {
		t.Skip("PARLEY_WRITE_CORPUS is not set: the table stays as it is")
	}
	files := corpus(t, "whatsapp")
	names := make([]string, 0, len(files))
	for name := range files {
		if !strings.HasPrefix(name, "derived_api_error_") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	var out strings.Builder
	out.WriteString("# What each webhook of the shared corpus means: file, then one line for each event.\n")
	for _, name := range names {
		out.WriteString(name + "\n")
		for _, e := range decode(t, files[name]) {
			out.WriteString("\t" + summary(e) + "\n")
		}
	}
	require.NoError(t, os.MkdirAll("testdata", 0o755))
	require.NoError(t, os.WriteFile("testdata/corpus.txt", []byte(out.String()), 0o644))
}
