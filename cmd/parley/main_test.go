package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
)

func TestMain(m *testing.M) { devstack.Main(m) }

// invocation is what a run of the program came to.
type invocation struct {
	code           int
	stdout, stderr string
}

// run runs the program in an environment of its own.
func run(t *testing.T, environ []string, stdin string, args ...string) invocation {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var stdout, stderr strings.Builder
	m := &Main{Environ: environ, Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr}
	code := m.Run(ctx, args)
	require.NoError(t, ctx.Err(), "the program ended by itself")
	return invocation{code: code, stdout: stdout.String(), stderr: stderr.String()}
}

// modelDir is where make setup puts the embedding model.
func modelDir(t *testing.T) string {
	t.Helper()
	const dir = "../../.tools/model"
	if _, err := os.Stat(dir + "/model.json"); err != nil {
		t.Skip("no embedding model: run make setup")
	}
	return dir
}
