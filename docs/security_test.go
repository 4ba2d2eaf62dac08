package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The table of attacks names tests that there are, and has a row for each attack
// on channels and on files.
func TestAttacksHaveTheirTests(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("security.md")
	require.NoError(t, err)
	row := regexp.MustCompile(`(?m)^\| ([^|]+) \| .+ \| ([^|]*) \|$`)
	number := regexp.MustCompile(`\d+`)
	named := regexp.MustCompile("`([^`]+)`|\\b((?:Test|Fuzz)[A-Z]\\w*)")
	attacks := map[int]bool{}
	for _, cells := range row.FindAllStringSubmatch(string(page), -1) {
		for _, n := range number.FindAllString(cells[1], -1) {
			attack, err := strconv.Atoi(n)
			require.NoError(t, err)
			attacks[attack] = true
		}
		folder := ""
		for _, name := range named.FindAllStringSubmatch(cells[2], -1) {
			if name[1] != "" {
				folder = name[1]
				continue
			}
			known := strings.Contains(testsIn(t, folder), "func "+name[2]+"(")
			require.True(t, known, "%s in %s", name[2], folder)
		}
	}
	for attack := 31; attack <= 50; attack++ {
		require.True(t, attacks[attack], "row %d", attack)
	}
}

// testsIn is all tests of a folder.
func testsIn(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
	require.NoError(t, err)
	var all strings.Builder
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		all.Write(content)
	}
	return all.String()
}
