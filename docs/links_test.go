package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// pages are the README and what is here, from the root of the repository.
func pages(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob("*.md")
	require.NoError(t, err)
	all := []string{"README.md"}
	for _, page := range found {
		all = append(all, "docs/"+page)
	}
	return all
}

func read(t *testing.T, page string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", page))
	require.NoError(t, err)
	return string(raw)
}

// Every page is found from the README.
func TestTheReadmeNamesEveryPage(t *testing.T) {
	t.Parallel()
	text := read(t, "README.md")
	unnamed := slices.DeleteFunc(pages(t)[1:], func(page string) bool { return strings.Contains(text, "("+page) })
	require.Empty(t, unnamed)
}

// What a page leads to is there, to the heading.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, page := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(read(t, page), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			path, heading, _ := strings.Cut(m[1], "#")
			to := page
			if path != "" {
				to = filepath.Join(filepath.Dir(page), path)
			}
			require.FileExists(t, filepath.Join("..", to), "%s leads to %s", page, m[1])
			if heading != "" {
				require.Contains(t, headings(read(t, to)), heading, "%s leads to %s", page, m[1])
			}
		}
	}
}

// headings are those of a page as links name them.
func headings(text string) []string {
	left := regexp.MustCompile(`[^\pL\pN_ -]`)
	var all []string
	for line := range strings.Lines(text) {
		if words := strings.TrimLeft(line, "#"); words != line {
			all = append(all, strings.ReplaceAll(left.ReplaceAllString(strings.ToLower(strings.TrimSpace(words)), ""), " ", "-"))
		}
	}
	return slices.Compact(all)
}
