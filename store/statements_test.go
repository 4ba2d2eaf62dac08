package store_test

import (
	"errors"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
)

// TestEveryStatementFitsTheSchema prepares each SQL constant of the package.
func TestEveryStatementFitsTheSchema(t *testing.T) {
	t.Parallel()
	connection, err := pgx.Connect(t.Context(), devstack.Database(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, connection.Close(t.Context())) }()

	statements := statements(t)
	require.Greater(t, len(statements), 60, "statements found in the source")
	for name, sql := range statements {
		positional, _, err := pgx.NamedArgs{}.RewriteQuery(t.Context(), connection, sql, nil)
		require.NoError(t, err, name)
		_, err = connection.Prepare(t.Context(), name, positional)
		require.NoError(t, err, "%s: %s", name, sql)
	}
}

// statements returns the package's constants that are SQL, by name.
func statements(t *testing.T) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	set := token.NewFileSet()
	var files []*ast.File
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, e.Name(), nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
	}
	// Constants need no imports, so those may fail, and all that hangs on them.
	config := types.Config{Importer: noImports{}, Error: func(error) {}, IgnoreFuncBodies: true}
	pkg, _ := config.Check("store", set, files, nil)

	isStatement := regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s`)
	found := map[string]string{}
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if !ok || c.Val().Kind() != constant.String {
			continue
		}
		if sql := constant.StringVal(c.Val()); isStatement.MatchString(sql) {
			found[name] = sql
		}
	}
	return found
}

type noImports struct{}

func (noImports) Import(string) (*types.Package, error) { return nil, errors.New("not needed") }
