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

// The table of attacks names tests that there are, at least one for each row unless
// it says why it does not apply, and has a row for each attack that it is held to.
func TestAttacksHaveTheirTests(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("security.md")
	require.NoError(t, err)
	row := regexp.MustCompile(`(?m)^\| ([^|]+) \| (.+) \| ([^|]*) \|$`)
	number := regexp.MustCompile(`\d+`)
	attacks := map[int]bool{}
	// The first one is the head.
	for _, cells := range row.FindAllStringSubmatch(string(page), -1)[1:] {
		for _, n := range number.FindAllString(cells[1], -1) {
			attack, err := strconv.Atoi(n)
			require.NoError(t, err)
			attacks[attack] = true
		}
		require.True(t, strings.Contains(cells[3], "Test") || strings.HasPrefix(cells[2], "does not apply"), cells[0])
		requireTests(t, cells[3])
	}
	for _, wanted := range [][2]int{{1, 66}, {78, 86}, {90, 90}} {
		for attack := wanted[0]; attack <= wanted[1]; attack++ {
			require.True(t, attacks[attack], "row %d", attack)
		}
	}
}

// Each of the things that people complain about has tests, and they are there.
func TestPromisesHaveTheirTests(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("promises.md")
	require.NoError(t, err)
	row := regexp.MustCompile(`(?m)^\| (\d+)\. .+ \| .+ \| ([^|]*) \|$`)
	rows := row.FindAllStringSubmatch(string(page), -1)
	require.Len(t, rows, 20)
	for i, cells := range rows {
		require.Equal(t, strconv.Itoa(i+1), cells[1])
		require.Contains(t, cells[2], "Test")
		requireTests(t, cells[2])
	}
}

// requireTests wants every test of a cell to be there: each is named after its
// folder.
func requireTests(t *testing.T, cell string) {
	t.Helper()
	named := regexp.MustCompile("`([^`]+)`|\\b((?:Test|Fuzz)[A-Z]\\w*)")
	folder := ""
	for _, name := range named.FindAllStringSubmatch(cell, -1) {
		switch {
		case strings.HasSuffix(name[1], ".ts"):
			require.FileExists(t, filepath.Join("..", folder, name[1]))
		case name[1] != "":
			folder = name[1]
		default:
			known := strings.Contains(testsIn(t, folder), "func "+name[2]+"(")
			require.True(t, known, "%s in %s", name[2], folder)
		}
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
