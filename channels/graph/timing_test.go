package graph_test

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNothingIsComparedEarly: whoever guesses learns nothing from how long it
// takes. No secret and nothing that is to match one is compared but in constant
// time.
func TestNothingIsComparedEarly(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(gotoken.NewFileSet(), "webhook.go", nil, 0)
	require.NoError(t, err)
	constant := 0
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if n.Op != gotoken.EQL && n.Op != gotoken.NEQ {
				return true
			}
			for _, side := range []ast.Expr{n.X, n.Y} {
				text := types.ExprString(side)
				require.NotContains(t, []string{"token[0]", "values[0]"}, text)
			}
		case *ast.CallExpr:
			name := types.ExprString(n.Fun)
			require.False(t, strings.HasPrefix(name, "bytes."), name)
			require.NotEqual(t, "strings.EqualFold", name)
			if name == "subtle.ConstantTimeCompare" {
				constant++
			}
		}
		return true
	})
	require.Equal(t, 1, constant)
}
