package telegram_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNothingIsComparedEarly: whoever guesses the secret learns nothing from how
// long it takes. It is compared once, in constant time, and by nothing else.
func TestNothingIsComparedEarly(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "decode.go", nil, 0)
	require.NoError(t, err)
	constant := 0
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			for _, side := range []ast.Expr{n.X, n.Y} {
				text := types.ExprString(side)
				require.False(t, strings.HasPrefix(text, "values[") || strings.Contains(strings.ToLower(text), "secret"), text)
			}
		case *ast.CallExpr:
			name := types.ExprString(n.Fun)
			require.False(t, strings.HasPrefix(name, "bytes.") || strings.HasPrefix(name, "strings."), name)
			if name == "subtle.ConstantTimeCompare" {
				constant++
			}
		}
		return true
	})
	require.Equal(t, 1, constant)
}
