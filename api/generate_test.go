package api

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// openapi.gen.go is what the generator makes of openapi.yaml: whoever changes
// the one runs go generate ./api.
func TestGeneratedCodeIsCurrent(t *testing.T) {
	t.Parallel()
	made := filepath.Join(t.TempDir(), "openapi.gen.go")
	generator := exec.CommandContext(t.Context(), "go", "tool", "-modfile=../tools/oapi/go.mod", "oapi-codegen",
		"-config", "oapi-codegen.yaml", "-o", made, "openapi.yaml")
	output, err := generator.CombinedOutput()
	require.NoError(t, err, "%s", output)
	want, err := os.ReadFile(made)
	require.NoError(t, err)
	have, err := os.ReadFile("openapi.gen.go")
	require.NoError(t, err)
	require.Equal(t, string(want), string(have), "run go generate ./api")
}
