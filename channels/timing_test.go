package channels_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whoever guesses a secret learns nothing from how long it takes to be refused. In
// the files that judge secrets, what comes from outside is compared with constants
// only, and with a secret only by what takes the same time whatever the two have in
// common.
func TestNothingIsComparedEarly(t *testing.T) {
	t.Parallel()
	for file, comparisons := range map[string][]string{
		"graph/webhook.go":     {"subtle.ConstantTimeCompare"},
		"telegram/decode.go":   {"subtle.ConstantTimeCompare"},
		"webhook/signature.go": {"s.VerifyIgnoringTimestamp"}, // of the library, which ends in hmac.Equal
		"widget/identity.go":   {"hmac.Equal"},
		"widget/token.go":      {"hmac.Equal"},
	} {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		var found []string
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if n.Op == token.EQL || n.Op == token.NEQ {
					require.True(t, constant(n.X) || constant(n.Y) || itself(n), "%s: %s", file, types.ExprString(n))
				}
			case *ast.SwitchStmt:
				require.Nil(t, n.Tag, "%s: a switch compares, too", file)
			case *ast.CallExpr:
				name := types.ExprString(n.Fun)
				require.NotContains(t, []string{
					"strings.EqualFold", "strings.Compare", "strings.HasPrefix", "strings.HasSuffix", "strings.Contains", "strings.Index",
					"bytes.Equal", "bytes.Compare", "bytes.HasPrefix", "slices.Equal", "slices.Contains", "reflect.DeepEqual",
				}, name, file)
				if name == "hmac.Equal" || name == "subtle.ConstantTimeCompare" || name == "s.VerifyIgnoringTimestamp" {
					found = append(found, name)
				}
			}
			return true
		})
		require.Equal(t, comparisons, found, file)
	}
}

// constant says that an expression is known to whoever guesses: a literal, a
// constant, nil, a length, or the outcome of another comparison.
func constant(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit, *ast.ParenExpr:
		return true
	case *ast.Ident:
		return e.Name == "nil" || e.Obj != nil && e.Obj.Kind == ast.Con
	case *ast.CallExpr:
		return types.ExprString(e.Fun) == "len"
	default:
		return false
	}
}

// itself says that a text is compared with what is left of itself.
func itself(n *ast.BinaryExpr) bool {
	left, ok := n.X.(*ast.CallExpr)
	return ok && types.ExprString(left.Fun) == "strings.TrimSpace" && types.ExprString(left.Args[0]) == types.ExprString(n.Y)
}
