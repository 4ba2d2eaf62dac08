package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

func TestAStateFolderHasOneHolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "made", "on", "the", "way")
	first, err := openState(dir)
	require.NoError(t, err)
	require.NoError(t, devfile.Write(dir, devfile.File{APIURL: "of the first"}))

	_, err = openState(dir)
	require.ErrorContains(t, err, "another parley dev runs on "+dir)
	_, err = devfile.Read(dir)
	require.NoError(t, err, "the first one's file stays")

	require.NoError(t, first.close())
	second, err := openState(dir)
	require.NoError(t, err)
	_, err = devfile.Read(dir)
	require.ErrorIs(t, err, devfile.ErrNotRunning, "what a killed run left behind is gone")
	require.NoError(t, second.close())
}

func TestAStateFolderThatCannotBe(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := openState(file)
	require.ErrorContains(t, err, "state folder")
}
