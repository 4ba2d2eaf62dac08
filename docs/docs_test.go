// Package docs_test checks the documentation against what it is about.
package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whoever looks for something opens the layout in architecture.md: each folder of
// code has its place in it.
func TestTheLayoutNamesEveryFolder(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("architecture.md")
	require.NoError(t, err)
	_, layout, found := strings.Cut(string(text), "\n## Layout\n")
	require.True(t, found)
	layout, _, _ = strings.Cut(layout, "\n## ")

	const least = 30
	require.Greater(t, len(folders(t)), least, "the folders are not found")
	for _, folder := range folders(t) {
		top, below, _ := strings.Cut(folder, "/")
		require.Contains(t, layout, "`"+top+"/")
		if top == "channels" && below != "" {
			require.Regexp(t, "`(channels/)?"+below+"/`", layout)
		}
	}
}

// folders are those that hold Go code, from the root of the repository.
func folders(t *testing.T) []string {
	t.Helper()
	seen := map[string]bool{}
	var found []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "node_modules" || name == "docs" || strings.HasPrefix(name, ".") && name != "..") {
			return fs.SkipDir
		}
		folder := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../")
		if strings.HasSuffix(name, ".go") && !seen[folder] {
			seen[folder] = true
			found = append(found, folder)
		}
		return nil
	})
	require.NoError(t, err)
	return found
}
