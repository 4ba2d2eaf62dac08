package api

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// docs/api.md lists every kind of problem with its status.
func TestProblemsAreDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/api.md")
	require.NoError(t, err)
	for _, k := range kinds(t) {
		status, _ := k.meaning()
		require.Contains(t, string(page), fmt.Sprintf("| `%s` | %d |", k, status))
	}
}

// Every kind has a meaning of its own: only the server's own failure is a 500.
func TestProblemKindsHaveMeanings(t *testing.T) {
	t.Parallel()
	titles := map[string]kind{}
	for _, k := range kinds(t) {
		status, title := k.meaning()
		require.Equal(t, k == kindInternal, status == 500, k)
		require.Empty(t, titles[title], "%s is also the title of %s", title, titles[title])
		titles[title] = k
	}
}

// kinds reads the constants from their file.
func kinds(t *testing.T) []kind {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "problem_kinds.go", nil, 0)
	require.NoError(t, err)
	var found []kind
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(spec.Names[0].Name, "kind") {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			found = append(found, kind(value))
		}
		return true
	})
	require.Greater(t, len(found), 15)
	return found
}
