package conversation

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// docs/signals.md, the public contract, says what each reason means.
func TestReasonsAreDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/signals.md")
	require.NoError(t, err)
	file, err := parser.ParseFile(token.NewFileSet(), "result.go", nil, 0)
	require.NoError(t, err)
	reasons := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := spec.Type.(*ast.Ident); ok && of.Name == "Reason" {
			reasons++
			word := spec.Values[0].(*ast.BasicLit).Value
			require.Contains(t, string(page), "| `"+word[1:len(word)-1]+"` |")
		}
		return true
	})
	require.Greater(t, reasons, 8)
}
