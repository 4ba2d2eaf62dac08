package config_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/config"
)

// The README's table is what config.Keys says, line by line.
func TestReadmeListsEveryKey(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	for _, k := range config.Keys() {
		byDefault := k.Default
		if byDefault != "" {
			byDefault = "`" + byDefault + "`"
		}
		require.Contains(t, string(readme), fmt.Sprintf("| `%s` | %s | %s |\n", k.Name, byDefault, k.Help))
	}
}
